/* What the page says around the form: the badge, the links beside it, the heading. A save by script brings them anew, as
   the server would show them; they are exchanged where they differ and nobody is at them. */
"use strict";
if (globalThis.desk) {
    const { form, hook } = desk;
    const PLACES = { state: document.querySelector(".editor-state"), beside: hook("beside"), places: hook("places") };
    const parse = html => new DOMParser().parseFromString(html, "text/html").body;
    // Values of hidden fields change with every save, and saving.js sees to them.
    const plain = element => element?.innerHTML.replace(/\svalue="[^"]*"/g, "").replace(/\s+/g, " ").trim();
    const was = Object.fromEntries(Object.entries(PLACES).map(([name, place]) => [name, plain(place)]));

    function exchange(name, fresh) {
        const place = PLACES[name];
        const html = plain(fresh);
        const isBusy = place?.contains(document.activeElement) || place?.querySelector("dialog[open], details[open]");
        if (!place || !fresh || isBusy || html === was[name]) return;
        was[name] = html;
        place.replaceChildren(...fresh.childNodes);
        place.dispatchEvent(new Event("exchanged", { bubbles: true }));
    }

    desk.showAround = ({ parts = {}, article_id: id }) => {
        if (id) form.dataset.articleId = id;
        if (parts.state) exchange("state", parse(parts.state).querySelector(".editor-state"));
        for (const name of ["beside", "places"]) if (parts[name] !== undefined) exchange(name, parse(parts[name]));
        const heading = document.querySelector(".editor-what h1");
        if (!parts.heading || !heading || heading.textContent === parts.heading) return;
        document.title = document.title.replace(heading.textContent, parts.heading);
        heading.textContent = parts.heading;
    };
}
