/* The new address of an article, looked up while it is typed. The form works without it. */
"use strict";
{
    const form = document.querySelector("form[data-rename]");
    const slug = form?.elements.slug;
    const place = form?.querySelector("[data-slug-state]");
    let timer;
    let asked;

    function show(text, state = "") {
        place.textContent = text;
        place.dataset.state = state;
    }

    async function check() {
        asked?.abort();
        asked = new AbortController();
        const typed = slug.value.trim();
        if (!typed) return show("");
        const parameters = new URLSearchParams({ slug: typed, id: form.dataset.articleId });
        try {
            const options = { signal: asked.signal, headers: { Accept: "application/json" } };
            const answer = await fetch(`${form.dataset.slugUrl}?${parameters}`, options);
            answer.ok && !answer.redirected ? tell(await answer.json()) : show("");
        } catch (error) {
            if (error.name !== "AbortError") show("");
        }
    }

    function tell({ slug: wanted, state, message, suggestion }) {
        const other = suggestion && suggestion !== wanted;
        show(other ? `${message} ${suggestion} would do.` : message, state);
    }

    slug?.addEventListener("input", () => {
        show("");
        clearTimeout(timer);
        timer = setTimeout(check, 250);
    });
}
