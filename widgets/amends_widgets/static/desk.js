// What a script adds to the desk: keys, and a word when cases have changed. Every page works without it.
{
  const EVERY = 20_000;
  const LONGEST = 300_000;
  const OFF = "amends-desk-keys-off";

  /** @param {string} name @returns {HTMLElement | null} */
  const find = (name) => document.querySelector(name);

  // News: asked for while the page is looked at, less often when there is no answer.
  const news = find("[data-live]");
  const line = news?.querySelector("[role=status]");
  let etag = "";
  let wait = EVERY;
  let timer = 0;

  /** @param {{ text: string, counts: Record<string, string> }} found */
  const tell = ({ text, counts }) => {
    if (line && line.textContent != text) line.textContent = text;
    news?.classList.toggle("is-new", !!text);
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]")))
      place.textContent = counts[place.dataset.count ?? ""] ?? place.textContent;
  };

  const ask = async () => {
    try {
      const headers = etag ? { "If-None-Match": etag } : undefined;
      const answer = await fetch(news?.dataset.live ?? "", { headers, redirect: "error" });
      if (answer.status != 304 && !answer.ok) throw answer;
      if (answer.ok) {
        tell(await answer.json());
        etag = answer.headers.get("ETag") ?? "";
      }
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, LONGEST);
    }
    later();
  };

  const later = () => {
    clearTimeout(timer);
    if (document.visibilityState == "visible") timer = setTimeout(ask, wait);
  };

  if (news) {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState == "visible") ask();
      else clearTimeout(timer);
    });
    later();
  }

  // Keys: the list of them in the page says which there are, and they can be turned off (WCAG 2.1.4).
  const list = /** @type {HTMLDialogElement | null} */ (find("#keys"));
  const box = /** @type {HTMLInputElement | null} */ (find("#keys-on"));
  let goes = 0;

  const isOff = () => {
    try {
      return localStorage.getItem(OFF) == "1";
    } catch {
      return false;
    }
  };

  /** @param {EventTarget | null} target */
  const isTyping = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));

  /** @param {number} by */
  const step = (by) => {
    const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
    const at = rows.findIndex((one) => one.closest("tr")?.contains(document.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(at + by, rows.length - 1))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  const pick = () => {
    const row = document.activeElement?.closest("tr");
    row?.querySelector("input")?.click();
  };

  /** Goes to what stands in the list under this letter. @param {string} letter */
  const go = (letter) => {
    goes = 0;
    /** @type {HTMLElement | null | undefined} */ (list?.querySelector(`a[data-go="${CSS.escape(letter)}"]`))?.click();
  };

  /** Follows or focuses what carries this key on the page. @param {string} key */
  const use = (key) => {
    const place = find(`[data-key="${CSS.escape(key)}"]`);
    if (place instanceof HTMLInputElement) {
      place.focus();
      place.select();
    } else place?.click();
    return !!place;
  };

  /** @param {KeyboardEvent} event @returns {boolean} whether the key meant something */
  const press = ({ key, timeStamp }) => {
    if (goes && timeStamp - goes < 1500) {
      go(key);
      return true;
    }
    if (key == "g") goes = timeStamp;
    else if (key == "j") step(1);
    else if (key == "k") step(-1);
    else if (key == "x") pick();
    else if (key == "?") list?.showModal();
    else return use(key);
    return true;
  };

  if (list && box) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-keys]"))) {
      button.hidden = false;
      button.addEventListener("click", () => list.showModal());
    }
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF, box.checked ? "0" : "1");
      } catch {}
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
      if (!box.checked || list.open || isTyping(event.target)) return;
      if (press(event)) event.preventDefault();
    });
  }
}
