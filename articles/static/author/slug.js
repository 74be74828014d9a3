/* The address: made from the title until the author writes one, and checked while it is typed. How letters are spelled
   the server says, so that what is shown is what a save makes. */
"use strict";
if (globalThis.desk?.form.elements.slug && desk.form.dataset.slugUrl) {
    const { form, hook, later } = desk;
    const { title, slug } = form.elements;
    const place = hook("slug-state");
    const isFixed = slug.readOnly || slug.disabled;
    let isOurs = !isFixed && !slug.value;
    // The title that the shown address was made of.
    let madeOf;
    let asked;

    function show(text, state = "") {
        if (!place) return;
        place.textContent = text;
        place.dataset.state = state;
    }

    async function check() {
        asked?.abort();
        asked = new AbortController();
        const [typed, words] = [isOurs ? "" : slug.value.trim(), title.value];
        if (!typed && !words.trim()) {
            if (isOurs) slug.value = "";
            return show("");
        }
        const parameters = new URLSearchParams({ slug: typed, title: words, id: form.dataset.articleId ?? "" });
        try {
            const options = { signal: asked.signal, headers: { Accept: "application/json" } };
            const answer = await fetch(`${form.dataset.slugUrl}?${parameters}`, options);
            answer.ok && !answer.redirected ? tell(await answer.json(), words) : show("");
        } catch (error) {
            if (error.name !== "AbortError") show("");
        }
    }

    function tell({ slug: wanted, state, message, suggestion }, words) {
        const isFree = state === "free" || state === "own";
        if (isOurs) {
            slug.value = suggestion || wanted;
            madeOf = words;
        }
        const other = suggestion && !isFree;
        if (isOurs && other) show(`Another address than ${wanted}, which is taken.`, "free");
        else show(other ? `${message} ${suggestion} would do.` : message, state);
    }

    const checkSoon = later(check, 250);

    if (!isFixed) {
        // Typed before the scripts were there, or begun by autosave: nobody has given it an address yet.
        if (isOurs && title.value) check();
        title.addEventListener("input", () => isOurs && checkSoon());
        slug.addEventListener("input", () => {
            isOurs = !slug.value;
            show("");
            checkSoon();
        });
        // A save may come before the answer: then the server makes the address, of the title as it is now.
        form.addEventListener("formdata", ({ formData }) => {
            if (isOurs && madeOf !== title.value) formData.set("slug", "");
        });
        form.addEventListener("saved", ({ detail }) => {
            if (isOurs && detail.slug) slug.value = detail.slug;
            isOurs = isOurs && !slug.value;
        });
    }
    // What nobody typed is no change.
    desk.isMade = name => name === "slug" && isOurs;
}
