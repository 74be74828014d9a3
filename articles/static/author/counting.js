/* Counts words as the server does (articles/letters.py, which says why), which a test holds against a corpus. */
"use strict";
if (globalThis.desk) {
    const CJK =
        "\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u318e\\u31f0-\\u31ff" +
        "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uffdc\\u{20000}-\\u{3ffff}";
    const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff";
    const INDIC = "\\u0900-\\u0963\\u0966-\\u0dff";
    const LETTER = "\\p{L}\\p{N}_";
    const word = new RegExp(`(?:(?![${CJK}${UNSPACED}])[${LETTER}]|[${INDIC}])+`, "gu");
    const cjk = new RegExp(`[${CJK}]`, "gu");
    const unspaced = new RegExp(`(?=[${LETTER}])[${UNSPACED}]`, "gu");
    const WORDS_PER_MINUTE = 220;

    const count = (text, pattern) => text.match(pattern)?.length ?? 0;

    /* Python rounds a half to the even number. */
    function round(number) {
        const rounded = Math.round(number);
        return rounded - number === 0.5 && rounded % 2 ? rounded - 1 : rounded;
    }

    desk.countWords = text => count(text, word) + round(count(text, cjk) * 0.55 + count(text, unspaced) * 0.25);
    desk.readingMinutes = words => Math.max(1, round(words / WORDS_PER_MINUTE));
}
