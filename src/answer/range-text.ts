// Version ranges for people.

/** `>=2.7.1,<2.20.7 || >=3.0.0.dev0,<3.0.2` as a person says it: "2.7.1 to before 2.20.7, or …". */
export function humanRange(range: string): string {
  return range
    .split("||")
    .map((part) => humanPart(part.split(",").map((it) => it.trim())))
    .join(", or ");
}

function humanPart(bounds: readonly string[]): string {
  const value = (mark: string) =>
    bounds
      .find((bound) => bound.startsWith(mark) && !bound.startsWith(`${mark}=`))
      ?.slice(mark.length);
  const from = value(">=") ?? bounds.find((bound) => bound.startsWith(">="))?.slice(2);
  const before = value("<");
  const since = from?.replace(/\.dev0$/, "");
  const until = before?.replace(/\.dev0$/, "");
  if (since && until) return `${since} to before ${until}`;
  if (since) return `${since} and newer`;
  if (until) return `before ${until}`;
  return bounds.join(", ");
}
