// What scripts add to finished pages. Each element wraps HTML that does its work without it.

/** @param {string} name @param {(host: HTMLElement) => void} dress */
const define = (name, dress) =>
  customElements.define(name, class extends HTMLElement {
    times = 0;
    connectedCallback() {
      this.times++ || dress(this);
    }
  });

/** @param {string} method @param {XMLHttpRequestResponseType} type @param {(answer: XMLHttpRequest) => void} done */
const ask = (method, url = "", type, done) => {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.responseType = type;
  request.onloadend = () => done(request);
  return request;
};

/** Reads from the tab's storage, or writes. @param {string} key @param {unknown} [value] */
const keep = (key, value) => {
  try {
    if (value === undefined) return JSON.parse(sessionStorage[key] ?? null);
    sessionStorage[key] = JSON.stringify(value);
  } catch {}
};

// Photos are sent as they are chosen, dropped or pasted; what has not arrived stays in the input.
define("amends-photos", (host) => {
  const [form, input, button] = [host.closest("form"), host.querySelector("input"), host.querySelector("button")];
  const [list, template, status] = [host.querySelector("ul"), host.querySelector("template"), host.querySelector("[role=status]")];
  if (!form || !input || !button || !list || !template || !status) return;
  const { url, most = 0, bytes = 0, ready = "{}", ...texts } = host.dataset;
  const waiting = /** @type {Map<Element, File>} */ (new Map());
  let [queue, count] = [Promise.resolve(), list.children.length];

  /** @param {unknown} value */
  const say = (text = "", value, kind = "am-error") => {
    status.querySelector(".am-hint")?.remove();
    const line = status.appendChild(document.createElement("p"));
    line.className = kind;
    line.textContent = text.replace("{}", `\u2068${value}\u2069`);
  };

  const hold = () => {
    const held = new DataTransfer();
    for (const file of waiting.values()) held.items.add(file);
    input.files = held.files;
  };

  /** @param {Element} item */
  const drop = (item) => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const focused = item.contains(document.activeElement);
    item.remove();
    waiting.delete(item);
    hold();
    if (focused) (next?.querySelector("button") ?? button).focus();
  };

  /** @param {Element} item */
  const dress = (item) => {
    const remove = item.querySelector("button");
    if (!remove) return;
    item.querySelector(".am-inline")?.remove();
    remove.hidden = false;
    remove.onclick = () => {
      status.textContent = "";
      say(texts.gone, item.querySelector("bdi")?.textContent, "am-hint");
      remove.focus();
      drop(item);
    };
  };

  /** @param {Element} item @param {File} file @param {() => void} next */
  const send = (item, file, next) => {
    const [bar, note] = [item.querySelector("progress"), item.querySelector("[role=status]")];
    const [box, field] = [item.querySelector("fieldset"), item.querySelector("input")];
    if (!item.isConnected || !bar || !note || !box || !field) return next();
    const request = ask("POST", url, "json", ({ status: code, response }) => {
      next();
      bar.remove();
      if (code == 201) {
        field.value = response.reference;
        box.hidden = false;
        for (const one of box.querySelectorAll("input")) one.name = one.dataset.name ?? "";
        waiting.delete(item);
        hold();
        const number = list.children.length - waiting.size;
        say(JSON.parse(ready)[new Intl.PluralRules(texts.lang).select(number)], number, "am-hint");
      } else if (code == 413 || code == 422) {
        say(code == 422 && response?.message || texts.large, file.name);
        drop(item);
      } else note.textContent = `${response?.message ?? ""} ${texts.later}`;
    });
    request.upload.onprogress = ({ loaded, total }) => {
      [bar.max, bar.value] = [total, loaded];
      if (!item.isConnected) request.abort();
    };
    const body = new FormData();
    body.set("form_token", form.form_token.value);
    body.set("photos", file);
    request.send(body);
  };

  /** @param {FileList} files */
  const add = (files) => {
    status.textContent = "";
    for (const file of files) {
      const copy = document.importNode(template.content, true);
      const item = copy.firstElementChild;
      if (file.type && !input.accept.includes(file.type)) say(texts.wrong, file.name);
      else if (file.size > +bytes) say(texts.large, file.name);
      else if (!item || list.children.length >= +most) say(texts.many, file.name);
      else {
        for (const one of item.querySelectorAll("*"))
          for (const { name, value } of one.attributes) one.setAttribute(name, value.replaceAll("{}", `${count}`));
        count++;
        const [name, image] = [item.querySelector("bdi"), item.querySelector("img")];
        if (name) name.textContent = file.name;
        if (image) image.src = URL.createObjectURL(file);
        dress(item);
        list.append(copy);
        waiting.set(item, file);
        queue = queue.then(() => new Promise((next) => send(item, file, () => next())));
      }
    }
    hold();
  };

  for (const kind of ["dragover", "dragleave", "drop", "paste"])
    form.addEventListener(kind, (/** @type {any} */ event) => {
      const { types, files } = event.dataTransfer ?? event.clipboardData;
      if (!types.includes("Files") || types.includes("text/plain")) return;
      event.preventDefault();
      host.classList.toggle("am-over", kind == "dragover");
      if (!files[0]) return;
      host.closest("details")?.setAttribute("open", "");
      add(files);
    });
  input.onchange = () => input.files && add(input.files);
  button.onclick = () => input.click();
  for (const item of list.children) dress(item);
  // Labels and the list of errors lead to what can be pressed.
  [button.id, input.id, input.hidden] = [input.id, "", true];
  button.parentElement?.removeAttribute("hidden");
});

// Shown only while a field has one of the values; what is hidden is not sent.
define("amends-when", (host) => {
  const form = host.closest("form");
  const { field = "", values = "" } = host.dataset;
  const show = () => {
    host.hidden = !form || !values.split(" ").includes(`${new FormData(form).get(field)}`);
    for (const one of host.querySelectorAll("input")) one.disabled = host.hidden;
  };
  form?.addEventListener("change", (/** @type {any} */ { target }) => {
    show();
    if (target.name == field && !host.hidden) host.closest("details")?.setAttribute("open", "");
  });
  addEventListener("pageshow", show);
  show();
});

// A draft that was sent is over, unless the page that came shows it once more: to be corrected, or checked.
const [visit] = /** @type {any} */ (performance.getEntriesByType("navigation"));
const sent = keep("amends:sent");
keep("amends:sent", null);
if (sent && visit?.type == "navigate" && !(visit.responseStatus >= 400)) {
  const texts = keep(sent)?.texts ?? {};
  const shown = [...document.forms].flatMap((form) => [...new FormData(form)]);
  if (!shown.some(([name, value]) => value && value == texts[name])) keep(sent, null);
}

// A form is sent once; its long texts, and no other field, are kept for a day in this tab.
define("amends-form", (host) => {
  const form = host.querySelector("form");
  const key = "amends:" + host.dataset.draft;
  let busy = false;
  const mark = (now = false) => {
    busy = now;
    for (const one of host.querySelectorAll("button:not([type])")) one.setAttribute("aria-disabled", `${now}`);
  };
  addEventListener("pageshow", () => mark());
  form?.addEventListener("submit", (event) => {
    if (busy) event.preventDefault();
    if (event.defaultPrevented) return;
    mark(true);
    // Whoever stopped it can send it again; the server takes it once.
    setTimeout(mark, 1e4);
    keep("amends:sent", key);
  });
  if (!host.dataset.draft) return;
  const fields = host.querySelectorAll("textarea");
  const { at = 0, texts = {} } = keep(key) ?? {};
  for (const one of fields) if (Date.now() - at < 864e5) one.value ||= texts[one.name] ?? "";
  form?.addEventListener("input", () => {
    keep(key, { at: Date.now(), texts: Object.fromEntries([...fields].map(({ name, value }) => [name, value])) });
  });
});

// New messages come by themselves while somebody looks.
define("amends-chat", (host) => {
  const log = host.querySelector("ol");
  let [wait, timer] = [5e3, 0];
  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, wait);
  };
  const look = () => {
    // The browser's cache knows the ETag.
    ask("GET", host.dataset.src, "document", ({ status, response }) => {
      if (status > 400 && status < 411) return;
      wait = Math.min(wait * 1.5, 6e4);
      const now = response?.querySelector("[data-seen]");
      for (const item of now?.children ?? []) {
        if (document.getElementById(item.id)) continue;
        log?.querySelector(".am-empty")?.remove();
        log?.append(document.importNode(item, true));
        wait = 5e3;
      }
      if (now && now.dataset.seen != log?.dataset.seen) host.querySelector("[data-moved]")?.removeAttribute("hidden");
      later();
    }).send();
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    wait = 5e3;
    if (!document.hidden) look();
  });
  host.addEventListener("keydown", ({ key, ctrlKey, metaKey, isComposing, target }) => {
    if (key == "Enter" && (ctrlKey || metaKey) && !isComposing && target instanceof HTMLTextAreaElement)
      target.form?.requestSubmit();
  });
  later();
});

for (const one of document.querySelectorAll("input"))
  if (one.name == "time_zone") one.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
