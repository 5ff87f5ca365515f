// What the page does with JavaScript: copying commands, a filter, and, unless there are too many, all details in print. Without it, all is there to read.

export const script = `
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const points = all("details.point");
  for (const tools of all(".tools, .copy")) tools.hidden = false;

  const copied = async (text, code) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand("copy");
    }
  };
  document.addEventListener("click", async ({ target }) => {
    const button = target instanceof Element ? target.closest("button.copy") : null;
    if (button === null) return;
    const code = button.parentElement.querySelector("code");
    button.textContent = (await copied(code.textContent, code)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });

  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  filter?.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
    let count = 0;
    for (const group of all(".group")) {
      const name = group.querySelector("h3").textContent.toLowerCase();
      let shown = 0;
      for (const point of group.querySelectorAll("details.point")) {
        const text = name + " " + point.textContent.toLowerCase();
        point.hidden = !words.every((word) => text.includes(word));
        if (!point.hidden) shown += 1;
      }
      group.hidden = shown === 0;
      count += shown;
    }
    found.textContent = words.length === 0 ? "" : count + " of " + points.length;
  });

  const expand = document.getElementById("expand");
  expand?.addEventListener("click", () => {
    const open = points.some((point) => !point.open && !point.hidden);
    for (const point of points) if (!point.hidden) point.open = open;
    expand.textContent = open ? "Close all" : "Open all";
  });

  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.hidden = false;
      target.closest(".group").hidden = false;
      target.querySelector("summary").focus();
    }
  };
  addEventListener("hashchange", openTarget);
  openTarget();

  let closed = [];
  addEventListener("beforeprint", () => {
    if (points.length > 100) return;
    closed = points.filter((point) => !point.open);
    for (const point of closed) point.open = true;
  });
  addEventListener("afterprint", () => {
    for (const point of closed) point.open = false;
    closed = [];
  });
})();
`;
