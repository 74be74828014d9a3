/* `[[` and some words of a title: a list of articles, of which one becomes a link. */
"use strict";
if (globalThis.desk?.findArticles && desk.completions && desk.commands) {
    const { isInside } = desk.commands;
    const OPEN = /\[\[([^[\]\n]{0,100})$/;
    const CODE = ["FencedCode", "CodeBlock", "InlineCode", "CodeText"];
    const TYPING_MS = 120;
    const PATIENCE_MS = 400;
    let last = {};

    const pause = wait => new Promise(resolve => setTimeout(resolve, wait));

    /* The same words are asked for once. */
    function ask(words) {
        if (last.words !== words) {
            const asked = { words };
            asked.answer = desk.findArticles(words).then(answer => {
                asked.isThere = true;
                if (answer.trouble && last === asked) last = {};
                return answer;
            });
            last = asked;
        }
        return last;
    }

    const insert = article => (view, _, from, to) => {
        const end = view.state.sliceDoc(to, to + 2) === "]]" ? to + 2 : to;
        const text = desk.linkTo(article);
        view.dispatch({ changes: { from, to: end, insert: text }, selection: { anchor: from + text.length }, userEvent: "input.complete" });
    };

    /* A line that says something and does nothing: where the cursor was, it stays, and the list closes. */
    const note = label => [{ label, type: "note", apply: view => view.dispatch({ selection: view.state.selection }) }];

    function options({ articles, trouble }, words) {
        if (trouble) return note(trouble);
        if (!articles.length) return note(desk.noneFound(words));
        return articles.map(article => ({ label: article.title, detail: desk.remarkOn(article), apply: insert(article) }));
    }

    /* Shows the answer in the place of the note that was there while it was waited for. */
    async function showWhenThere({ answer, words }, view) {
        await answer;
        if (wordsAt(view.state, view.state.selection.main.head)?.words === words) CodeMirror.startCompletion(view);
    }

    function wordsAt(state, position) {
        const line = state.doc.lineAt(position);
        const found = line.text.slice(0, position - line.from).match(OPEN);
        if (!found || isInside(state, position, CODE)) return null;
        return { from: position - found[0].length, words: found[1].trim() };
    }

    async function source(context) {
        const typed = wordsAt(context.state, context.pos);
        if (!typed) return null;
        if (!context.explicit) await pause(TYPING_MS);
        if (context.aborted) return null;
        const asked = ask(typed.words);
        const answer = await Promise.race([asked.answer, pause(PATIENCE_MS)]);
        if (!answer && !context.aborted) showWhenThere(asked, desk.view);
        return { from: typed.from, options: answer ? options(answer, typed.words) : note("Searching…"), filter: false };
    }

    desk.completions.push(source);
}
