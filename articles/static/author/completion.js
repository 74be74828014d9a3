/* Completion in the text: the language behind three backticks, the kind of a box behind three colons. */
"use strict";
if (globalThis.desk?.languages && globalThis.CodeMirror) {
    const { markdownLanguage, languages: parsers } = CodeMirror;
    const FENCE = /^\s*(`{3,}|~{3,})([\w+#.-]*)$/;
    const BOX = /^\s*(:{3,})(\w*)$/;

    const byWord = new Map(desk.languages.flatMap(language => language.words.map(word => [word, language])));
    const languageOptions = [
        // Those that are coloured here are the usual ones.
        ...desk.languages.map(({ name, lexer, words: [label] }) => ({ label, detail: name, boost: lexer in parsers ? 10 : 0 })),
        ...Object.entries(desk.drawn).map(([label, detail]) => ({ label, detail })),
    ];
    const boxOptions = Object.entries(desk.boxes).map(([label, detail]) => ({ label, detail }));

    /* How many lines from this one on open or close something with this sign: if odd, the last is still open. */
    function isLeftOpen(state, number, sign) {
        let count = 0;
        for (let line = number; line <= state.doc.lines; line += 1) {
            if (state.doc.line(line).text.trimStart().startsWith(sign)) count += 1;
        }
        return count % 2 === 1;
    }

    const complete = sign => (view, { label }, from, to) => {
        const line = view.state.doc.lineAt(from);
        const indent = line.text.match(/^\s*/)[0];
        const end = isLeftOpen(view.state, line.number, sign) ? `\n${indent}\n${indent}${sign}` : "";
        const anchor = from + label.length + (end ? 1 + indent.length : 0);
        view.dispatch({ changes: { from, to, insert: label + end }, selection: { anchor }, userEvent: "input.complete" });
    };

    const source = (pattern, options) => context => {
        const line = context.state.doc.lineAt(context.pos);
        const found = line.text.slice(0, context.pos - line.from).match(pattern);
        if (!found || line.text.slice(context.pos - line.from).trim()) return null;
        const [, sign, word] = found;
        const apply = complete(sign);
        return {
            from: context.pos - word.length,
            options: options.map(option => ({ ...option, apply })),
            validFor: /^[\w+#.-]*$/,
        };
    };

    desk.completions = [source(FENCE, languageOptions), source(BOX, boxOptions)];

    /* The parser for the words behind a fence; null leaves the code without colours. */
    desk.parserOf = info => {
        const word = info.match(/[^\s{}=.]+/)?.[0].toLowerCase() ?? "";
        return parsers[word] ?? parsers[byWord.get(word)?.lexer] ?? (word === "md" ? markdownLanguage : null);
    };
}
