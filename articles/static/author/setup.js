/* Puts CodeMirror in the place of the body's textarea, which stays the form's field and is kept in step: it has every
   change at once, and says so with an `input` event, by which the other scripts work with and without CodeMirror. */
"use strict";
if (globalThis.desk?.actions && desk.completions && desk.tabKeys && desk.closeFence) {
    const { body, make } = desk;
    const { EditorState, EditorView, keymap, Prec } = CodeMirror;
    const field = body.closest("[data-body]") ?? body.parentElement;
    const label = body.labels[0];

    const keep = EditorView.updateListener.of(update => {
        if (!update.docChanged) return;
        body.value = update.state.doc.toString();
        body.dispatchEvent(new Event("input", { bubbles: true }));
    });

    /* `true`: the browser does nothing else with these keys. */
    const act = run => view => {
        run(view);
        return true;
    };
    const keysOf = ({ key, alsoKey, run }) => [key, alsoKey].filter(Boolean).map(key => ({ key, run: act(run), preventDefault: true }));

    function attributes() {
        if (label) label.id ||= "body-label";
        const named = label ? { "aria-labelledby": label.id } : { "aria-label": "Text" };
        const described = body.getAttribute("aria-describedby");
        return {
            ...named,
            ...(described && { "aria-describedby": described }),
            ...(body.getAttribute("aria-invalid") === "true" && { "aria-invalid": "true" }),
            // It is one already; checkers of accessibility look for this.
            tabindex: "0",
            spellcheck: "true",
            autocorrect: "on",
            autocapitalize: "sentences",
            writingsuggestions: "false",
        };
    }

    function extensions() {
        return [
            Prec.high(keymap.of([...desk.actions.flatMap(keysOf), ...desk.tabKeys])),
            CodeMirror.history(),
            CodeMirror.drawSelection(),
            EditorState.allowMultipleSelections.of(true),
            EditorView.lineWrapping,
            CodeMirror.markdown({ base: CodeMirror.markdownLanguage, codeLanguages: desk.parserOf, completeHTMLTags: false, addKeymap: false }),
            CodeMirror.syntaxHighlighting(CodeMirror.classHighlighter),
            CodeMirror.syntaxHighlighting(CodeMirror.tagHighlighter([{ tag: CodeMirror.tags.monospace, class: "tok-monospace" }])),
            CodeMirror.autocompletion({ override: desk.completions, icons: false }),
            CodeMirror.search({ top: true }),
            keymap.of([
                ...CodeMirror.completionKeymap,
                { key: "Enter", run: CodeMirror.insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
                { key: "Backspace", run: CodeMirror.deleteMarkupBackward },
                // By a language's rules the lines below code would move in too, and the fence that ends it.
                { key: "Enter", run: CodeMirror.insertNewlineKeepIndent, shift: CodeMirror.insertNewlineKeepIndent },
                ...CodeMirror.searchKeymap,
                ...CodeMirror.historyKeymap,
                ...CodeMirror.defaultKeymap,
            ]),
            EditorView.inputHandler.of(desk.closeFence),
            EditorView.contentAttributes.of(attributes()),
            keep,
        ];
    }

    function start() {
        const holder = make("div", { className: "writing-text" });
        body.after(holder);
        desk.view = new EditorView({ doc: body.value, extensions: extensions(), parent: holder });
        // Nobody could be led to a field that is not seen; the server says what is missing.
        body.required = false;
        body.hidden = true;
        field.classList.add("is-enhanced");
        // One label names one of the two: the one that is seen.
        label?.removeAttribute("for");
        label?.addEventListener("click", () => desk.view.focus());
        document.addEventListener("click", event => {
            if (!event.target.closest?.(`a[href="#${body.id}"]`)) return;
            event.preventDefault();
            desk.view.focus();
        });
    }

    start();
}
