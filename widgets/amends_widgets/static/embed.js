// Whatever fails, what stands in the element stays.
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const base = src.replace(/\/(s\/)?embed[^/]*$/, "");
  const lang = "lang=" + document.documentElement.lang.slice(0, 2);

  class Claim extends HTMLElement {
    connectedCallback() {
      const link = this.querySelector("a");
      if (!link?.href.startsWith(base + "/") || this.querySelector("iframe")) return;
      const frame = document.createElement("iframe");
      const { style } = frame;
      style.cssText = "width:100%;height:0;border:0;visibility:hidden";
      frame.title = link.text;
      frame.loading = "lazy";
      frame.src = base + "/embed" + link.href.slice(base.length) + (link.search ? "&" : "?") + lang;
      frame.onload = () => frame.contentWindow?.postMessage("amends", src);
      addEventListener("message", ({ source, origin, data }) => {
        if (source != frame.contentWindow || !src.startsWith(origin + "/")) return;
        if (data.page) {
          if (link.hidden && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
          this.dispatchEvent(new Event("amends:" + data.page, { bubbles: true }));
        } else if (data.height > 0) {
          style.height = +data.height + "px";
          style.visibility = "";
          link.hidden = true;
        }
      });
      this.append(frame);
    }
  }

  class Notice extends HTMLElement {
    connectedCallback() {
      const request = new XMLHttpRequest();
      const asked = new URLSearchParams(lang);
      for (const { name, value } of this.attributes) asked.set(name, value);
      request.open("GET", `${base}/embed/notice?${asked}`);
      request.responseType = "document";
      request.onload = () =>
        request.status == 200 &&
        this.replaceChildren(...document.importNode(request.response.body, true).childNodes);
      request.send();
    }
  }

  const start = () => {
    customElements.define("amends-claim", Claim);
    customElements.define("amends-notice", Notice);
  };
  document.readyState == "loading" ? addEventListener("DOMContentLoaded", start) : start();
}
