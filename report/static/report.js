/* The report's behaviour: sentences in a dialog, the language switch, charts, search, sorting out
   nothing by itself: without this file every page still shows its tables and sentences. */
"use strict";
(() => {
  const words = window.WORDS || {};
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search).get("lang");
  let language = asked || stored() || "vi";

  function stored() {
    try { return localStorage.getItem("chitieu-language"); } catch { return null; }
  }

  /* 1.250,5 tỷ đồng -> 1,250.5 billion VND: digits swap their marks, the unit is looked up. */
  function number(text) {
    const parts = text.match(/^([≥>≤<≈]?\s*[+−]?[\d.,]+(?:[–/][+−]?[\d.,]+)?)(.*)$/s);
    if (!parts) return text;
    const digits = parts[1].replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));
    const unit = parts[2].trim();
    const space = parts[2].startsWith(" ") ? " " : "";
    return digits + space + (words[unit] || unit);
  }
  const english = (text) => words[text] || text;

  function translate(scope) {
    for (const element of scope.querySelectorAll(".t,a.n,.v")) {
      if (element.vietnamese === undefined) element.vietnamese = element.textContent;
      const text = element.vietnamese;
      if (language === "vi") element.textContent = text;
      else if (element.dataset.en !== undefined) element.textContent = element.dataset.en;
      else element.textContent = element.matches(".t") ? english(text) : number(text);
    }
    for (const element of scope.querySelectorAll("[data-en-label]")) {
      if (!element.dataset.viLabel) element.dataset.viLabel = element.getAttribute("aria-label");
      element.setAttribute("aria-label",
        language === "vi" ? element.dataset.viLabel : element.dataset.enLabel);
    }
  }

  function speak(chosen) {
    language = chosen === "en" ? "en" : "vi";
    root.lang = language;
    try { localStorage.setItem("chitieu-language", language); } catch { /* private window */ }
    translate(document);
    document.title = language === "vi" ? root.dataset.title : root.dataset.titleEn;
    const button = document.getElementById("language");
    button.textContent = language === "vi" ? "English" : "Tiếng Việt";
    button.lang = language === "vi" ? "en" : "vi";
    for (const link of document.querySelectorAll('a[href*=".html"]')) {
      const [path, hash] = link.getAttribute("href").split("#");
      if (/^[a-z]+:/i.test(path)) continue;
      link.setAttribute("href", path.split("?")[0] + (language === "en" ? "?lang=en" : "")
        + (hash ? "#" + hash : ""));
    }
    draw();
  }

  /* Charts: one specification for all pages, the rows from this page. */
  const locale = {
    vi: { decimal: ",", thousands: ".", grouping: [3], currency: ["", " đ"] },
    en: { decimal: ".", thousands: ",", grouping: [3], currency: ["", " VND"] },
  };
  function inWords(value) {
    if (Array.isArray(value)) return value.map(inWords);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inWords(inner)]));
    }
    return typeof value === "string" ? english(value) : value;
  }
  function rowInWords(row) {
    const told = { ...row };
    for (const key of ["name", "verdict"]) if (told[key]) told[key] = english(told[key]);
    if (told.en) [told.name] = [told.en];
    if (told.text) told.text = number(told.text);
    if (told.period_en) told.period = told.period_en;
    return told;
  }
  async function draw() {
    if (!window.vegaEmbed) return;
    for (const place of document.querySelectorAll(".chart")) {
      const { name } = place.dataset;
      let rows = JSON.parse(place.nextElementSibling.textContent);
      let specification = window.CHARTS[name];
      if (language === "en") { rows = rows.map(rowInWords); specification = inWords(specification); }
      if (specification.width === "container" && !specification.height) {
        specification = { ...specification, height: rows.length * 22 };
      }
      if (innerWidth < 560) {
        /* Names and legends may not take the width that the bars need. */
        const wide = JSON.stringify(specification);
        specification = JSON.parse(wide.replaceAll('"labelLimit":260', '"labelLimit":130')
          .replaceAll('"orient":"top"', '"orient":"top","columns":2'));
      }
      if (name === "trends" && innerWidth < 760) {
        specification = { ...specification, columns: innerWidth < 560 ? 1 : 2 };
      }
      const embedded = await window.vegaEmbed(place, { ...specification, datasets: { rows } }, {
        actions: false, renderer: "svg", formatLocale: locale[language],
      });
      /* The caption and the tables tell the same; a reader of screens skips the drawing. */
      for (const drawing of place.querySelectorAll("svg,.vega-embed")) {
        drawing.setAttribute("aria-hidden", "true");
        drawing.removeAttribute("role");
      }
      place.dataset.drawn = embedded ? "yes" : "";
    }
  }

  /* A number's sentence, with the one before and after. */
  const dialog = document.getElementById("sentence");
  function show(id) {
    const mark = document.getElementById(id);
    const line = mark && mark.closest("li");
    if (!line || !dialog) return false;
    const list = dialog.querySelector("ol");
    list.replaceChildren();
    const neighbours = [line.previousElementSibling, line, line.nextElementSibling];
    for (const item of neighbours) {
      if (!item || item.matches(".gap")) continue;
      const copy = item.cloneNode(true);
      for (const inner of copy.querySelectorAll("[id]")) {
        const hit = inner.id === id && (inner.closest("mark") || inner);
        if (hit) hit.classList.add("hit");
        inner.removeAttribute("id");
        inner.removeAttribute("tabindex");
      }
      list.append(copy);
    }
    const source = line.closest(".excerpt").querySelector("h3");
    dialog.querySelector(".source").replaceChildren(...source.cloneNode(true).childNodes);
    dialog.querySelector("a.among").setAttribute("href", "#" + id);
    dialog.showModal();
    return true;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.n");
    const target = link && link.getAttribute("href");
    if (target && target.startsWith("#") && show(target.slice(1))) event.preventDefault();
    if (event.target === dialog || event.target.closest(".close,a.among")) dialog.close();
  });

  /* Search in a list: accents and case aside. */
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
  const search = document.querySelector("input[type=search]");
  if (search) {
    const items = [...document.querySelectorAll(".list li")];
    search.addEventListener("input", () => {
      const wanted = fold(search.value.trim());
      let found = 0;
      for (const item of items) {
        item.hidden = !(fold(item.textContent) + fold(item.dataset.also || "")).includes(wanted);
        if (!item.hidden) found += 1;
      }
      for (const group of document.querySelectorAll(".group")) {
        group.hidden = !group.querySelector(".list li:not([hidden])");
      }
      document.getElementById("none").hidden = found > 0;
    });
  }

  document.getElementById("language").addEventListener("click",
    () => speak(language === "vi" ? "en" : "vi"));
  speak(language);
  if (location.hash.length > 1) show(decodeURIComponent(location.hash.slice(1)));
})();
