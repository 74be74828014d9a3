/* Looks for articles of the site by their titles: for `[[` in the text, and for the dialog of Ctrl-K. */
"use strict";
if (globalThis.desk?.form.dataset.findUrl) {
    const { form } = desk;
    const UNREACHED = "The site could not be reached.";
    const AWAY = "The table does not answer. Try again in a moment.";
    const SIGNED_OUT = "You are signed out. Sign in in another tab, then try again.";
    // What would end the words of a link, or be more than words in them.
    const SIGNS = /[\\`*_[\]<>~$^]|&(?=#?\w+;)/g;

    /* Articles that last at their address, the newest first; or a sentence on what went wrong. */
    desk.findArticles = async (words, signal) => {
        const parameters = new URLSearchParams({ q: words, id: form.dataset.articleId ?? "" });
        const options = { signal, headers: { Accept: "application/json" } };
        try {
            const answer = await fetch(`${form.dataset.findUrl}?${parameters}`, options);
            if (answer.redirected || answer.status === 403) return { trouble: SIGNED_OUT };
            if (!answer.ok) return { trouble: AWAY };
            const { articles, more } = await answer.json();
            return { articles: articles.filter(article => article.linkable), more };
        } catch (error) {
            if (error.name === "AbortError") throw error;
            return { trouble: UNREACHED };
        }
    };

    desk.noneFound = words => (words ? `No title holds “${words}”.` : "There is no other article yet.");

    /* The Markdown of a link. Words that stand in the text already are left as they are. */
    desk.linkTo = ({ title, url }, words = "") => `[${words || title.replace(SIGNS, "\\$&")}](${url})`;

    /* What a list shows beside a title: readers see what has no remark. */
    desk.remarkOn = ({ state }) => (state === "published" ? "" : state);
}
