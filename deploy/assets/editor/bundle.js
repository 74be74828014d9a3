/* What the editor's scripts use of CodeMirror, under one name: `CodeMirror`. */
import { startCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, insertNewlineKeepIndent } from "@codemirror/commands";
import { cssLanguage } from "@codemirror/lang-css";
import { htmlLanguage } from "@codemirror/lang-html";
import { javascriptLanguage, jsxLanguage, tsxLanguage, typescriptLanguage } from "@codemirror/lang-javascript";
import { jsonLanguage } from "@codemirror/lang-json";
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand, markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { pythonLanguage } from "@codemirror/lang-python";
import { MySQL, PostgreSQL, StandardSQL } from "@codemirror/lang-sql";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { ensureSyntaxTree, StreamLanguage, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { c, cpp, csharp, java, kotlin, scala } from "@codemirror/legacy-modes/mode/clike";
import { diff } from "@codemirror/legacy-modes/mode/diff";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { go } from "@codemirror/legacy-modes/mode/go";
import { lua } from "@codemirror/legacy-modes/mode/lua";
import { nginx } from "@codemirror/legacy-modes/mode/nginx";
import { powerShell } from "@codemirror/legacy-modes/mode/powershell";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { ruby } from "@codemirror/legacy-modes/mode/ruby";
import { rust } from "@codemirror/legacy-modes/mode/rust";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { swift } from "@codemirror/legacy-modes/mode/swift";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { classHighlighter, tagHighlighter, tags } from "@lezer/highlight";

const ofMode = mode => StreamLanguage.define(mode);

/* By the names that Pygments' lexers have on the site (articles/rendering/languages.py). */
const languages = {
    bash: ofMode(shell), c: ofMode(c), cpp: ofMode(cpp), csharp: ofMode(csharp), css: cssLanguage, diff: ofMode(diff),
    docker: ofMode(dockerFile), go: ofMode(go), html: htmlLanguage, ini: ofMode(properties), java: ofMode(java),
    javascript: javascriptLanguage, json: jsonLanguage, jsx: jsxLanguage, kotlin: ofMode(kotlin), lua: ofMode(lua),
    markdown: markdownLanguage, mysql: MySQL.language, nginx: ofMode(nginx), postgresql: PostgreSQL.language,
    powershell: ofMode(powerShell), python: pythonLanguage, ruby: ofMode(ruby), rust: ofMode(rust), scala: ofMode(scala),
    sql: StandardSQL.language, swift: ofMode(swift), toml: ofMode(toml), tsx: tsxLanguage,
    typescript: typescriptLanguage, yaml: yamlLanguage,
};

globalThis.CodeMirror = {
    autocompletion, classHighlighter, completionKeymap,
    defaultKeymap, deleteMarkupBackward, drawSelection, EditorSelection, EditorState, EditorView, ensureSyntaxTree,
    history, historyKeymap, indentLess, indentMore, insertNewlineContinueMarkupCommand, insertNewlineKeepIndent, keymap, languages,
    markdown, markdownLanguage, openSearchPanel, Prec, search, searchKeymap, startCompletion,
    syntaxHighlighting, syntaxTree, tagHighlighter, tags,
};
