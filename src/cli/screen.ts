// What a terminal can show: its width, and bold and dim where it has them.

export type Screen = {
  readonly width: number;
  readonly bold: (value: string) => string;
  readonly dim: (value: string) => string;
};

export function toScreen({ color, width }: { color: boolean; width: number }): Screen {
  const marked = (on: number) => (value: string) =>
    color ? `\u001b[${on}m${value}\u001b[22m` : value;
  return { width, bold: marked(1), dim: marked(2) };
}
