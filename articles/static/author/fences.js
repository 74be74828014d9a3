/* A fence that closes code stands where its opening one does: further in it would be a line of the code, and all that
   follows it would be code too. */
"use strict";
if (globalThis.desk?.commands) {
    const { isInside } = desk.commands;

    /* The fence that began the code around a place, and how far in it stands; nothing on its own line. */
    function openingOf(state, position) {
        const code = isInside(state, position, ["FencedCode"]);
        const line = code && state.doc.lineAt(code.from);
        if (!line || line.number === state.doc.lineAt(position).number) return null;
        return { marks: /^(?:`+|~+)/.exec(state.sliceDoc(code.from, line.to))?.[0], column: code.from - line.from };
    }

    desk.closeFence = (view, from, to, text) => {
        const line = view.state.doc.lineAt(from);
        if (from !== to || from !== line.to || !"`~".includes(text)) return false;
        const opening = openingOf(view.state, from);
        const [, indent, marks] = /^(\s*)(.*)$/.exec(line.text + text);
        if (!opening || marks !== opening.marks || indent.length <= opening.column) return false;
        const insert = " ".repeat(opening.column) + marks;
        const anchor = line.from + insert.length;
        view.dispatch({ changes: { from: line.from, to, insert }, selection: { anchor }, userEvent: "input.type", scrollIntoView: true });
        return true;
    };
}
