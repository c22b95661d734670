// What is asked of a page, from inside. The test sends this file to the browser as text: it is
// JavaScript because the project has no DOM types, and one expression so that it can be called there.

({
  /** Visible text whose contrast with what is behind it is below WCAG AA for body text, 4.5. */
  faint() {
    const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const light = (color) => {
      const [red = 0, green = 0, blue = 0] = color.map((it) => {
        const share = it / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element) => {
      for (let it = element; it; it = it.parentElement) {
        const color = parse(getComputedStyle(it).backgroundColor);
        if ((color[3] ?? 1) > 0) return color;
      }
      return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element?.checkVisibility() || !node.textContent?.trim()) continue;
      const [front, back] = [
        light(parse(getComputedStyle(element).color).slice(0, 3)),
        light(behind(element).slice(0, 3)),
      ];
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      if (ratio < 4.5)
        found.add(
          `${ratio.toFixed(2)} ${element.tagName}: ${node.textContent.trim().slice(0, 40)}`,
        );
    }
    return [...found];
  },

  /** What makes the page scroll sideways, and controls too small for a finger (WCAG 2.5.8: 24 px). */
  crowded() {
    const wide =
      document.documentElement.scrollWidth > innerWidth
        ? ["the page is wider than the window"]
        : [];
    const small = [
      ...document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea"),
    ]
      .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 24)
      .map((it) => `${it.tagName} is too low: ${it.textContent?.slice(0, 20)}`);
    return [...wide, ...small];
  },

  /** What a hostile report could have made of a page. */
  traces() {
    const all = [...document.querySelectorAll("*")];
    const foreign = "iframe,object,embed,img,video,audio,style,base,template,noscript,math,marquee";
    const script = "script:not([src='/assets/page.js'])";
    return {
      ran: window.pwned ?? null,
      handlers: all.flatMap((it) => it.getAttributeNames()).filter((it) => /^on|^style$/.test(it)),
      foreign: document.querySelectorAll(`${foreign},${script}`).length,
      links: [...document.links].map((it) => it.protocol).filter((it) => !/^https?:$/.test(it)),
    };
  },

  background() {
    return getComputedStyle(document.body).backgroundColor;
  },

  fill(chars) {
    const field = document.querySelector("textarea");
    field.hidden = true; // the layout of so much text takes seconds
    field.value = "x".repeat(chars);
  },

  submitTo(action) {
    const form = document.querySelector("form");
    form.action = action;
    form.querySelector("textarea").value = "KeyError: 'x'";
    form.submit();
  },
});
