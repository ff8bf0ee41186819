({
  structure() {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const words = (one) => one.textContent.replace(/\s+/g, " ").trim();
    const summary = document.querySelector("main .am-summary");
    const before = summary && [...document.querySelector("main").children].indexOf(summary.closest("main > *"));
    const ids = (one) => (one.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    const links = all(".am-summary a[href^='#']");
    const fieldOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const errors = all(".am-error").map(words);
    return {
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      title: document.title,
      prefix: /^(Error|Błąd|Ошибка|שגיאה):/.test(document.title),
      headings: all("h1").length,
      invalid: all("[aria-invalid=true], .am-error").length,
      summaryFirst: Boolean(summary && summary.querySelector("[role=alert]") && summary.tabIndex === -1 && before === 0),
      undescribed: all("[aria-describedby]").filter((one) => !ids(one).every((id) => document.getElementById(id)))
        .map((one) => one.outerHTML.slice(0, 120)),
      unhelped: all("[type=email], [type=tel], [type=text][name=name], [type=text][dir=ltr]").filter((one) => {
        const purpose = {email: "email", tel: "tel", name: "name"}[one.name === "name" ? "name" : one.type];
        const code = !purpose && !one.inputMode && one.spellcheck;
        return (purpose && one.autocomplete !== purpose) || (one.type !== "text" && one.dir !== "ltr") || code;
      }).map((one) => one.outerHTML.slice(0, 120)),
      lostLinks: links.filter((link) => !fieldOf(link)).map((link) => link.hash),
      inOrder: links.every((link, at) => at === 0 || !fieldOf(link) || !fieldOf(links[at - 1])
        || !(fieldOf(links[at - 1]).compareDocumentPosition(fieldOf(link)) & Node.DOCUMENT_POSITION_PRECEDING)),
      otherWords: links.map(words).filter((said) => !errors.some((error) => said.endsWith(error))),
    };
  },
  targets() {
    const found = [...document.querySelectorAll("a, button, input, select, textarea, summary")];
    return found.filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]")).map((one) => {
      const boxes = [one, ...(one.labels || [])].map((each) => each.getBoundingClientRect());
      const text = one.parentElement.closest("p, dd, li, td, div");
      const plain = one.matches("a") && getComputedStyle(one).display === "inline";
      return {
        name: one.outerHTML.slice(0, 110),
        inText: plain && Boolean(text),
        wanted: one.matches(".am-button, summary, select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])"),
        width: Math.max(...boxes.map((box) => box.width)),
        height: Math.max(...boxes.map((box) => box.height)),
      };
    }).filter((one) => one.width > 1);
  },
  tooWide() {
    const most = document.documentElement.clientWidth;
    const wide = [...document.body.querySelectorAll("*")].filter((one) => {
      const box = one.getBoundingClientRect();
      // A table of figures may scroll in a place of its own, which the keyboard reaches (1.4.10).
      const own = one.closest(".scrolls[tabindex='0']");
      return box.width > 1 && box.height > 1 && (box.right > most + 1 || box.left < -1) && (!own || own === one)
        && !one.closest(".hidden");
    });
    return {
      scrolls: document.documentElement.scrollWidth > most,
      wide: wide.map((one) => one.outerHTML.slice(0, 110)),
    };
  },
})
