/* What the site's renderer knows, for completion and for colours: articles/rendering/boxes.py and languages.py say the
   same, which a test keeps so. */
"use strict";
if (globalThis.desk) {
    // Kind of a box, and what it is to readers.
    desk.boxes = {
        note: "Callout",
        tip: "Callout",
        warning: "Callout",
        danger: "Callout",
        details: "Opens on a click",
        steps: "Numbered steps",
        figure: "Picture with caption",
    };
    // Fences that are no code.
    desk.drawn = { mermaid: "Diagram", math: "Formula" };

    // Name, lexer, and the words that people write.
    const table = `
Apache | apacheconf | apache apacheconf htaccess
AsciiDoc |  | asciidoc adoc
Assembly | nasm | asm nasm assembly
AWK | awk | awk gawk
Batch | batch | bat batch cmd
C | c | c h
C# | csharp | c# cs csharp
C++ | cpp | c++ cpp cc cxx hpp
Caddyfile |  | caddy caddyfile
Clojure | clojure | clj clojure edn
CMake | cmake | cmake
CSS | css | css
CSV |  | csv
CUDA | cuda | cuda cu
Cypher | cypher | cypher
Dart | dart | dart
Diff | diff | diff patch udiff
Django | html+django | django jinja jinja2 html+django html+jinja j2
Docker | docker | docker dockerfile containerfile
Elixir | elixir | elixir ex exs
Elm | elm | elm
Environment | bash | env dotenv
Erlang | erlang | erlang erl
F# | fsharp | f# fs fsharp
Fish | fish | fish
Fortran | fortran | fortran f90
Git commit |  | commit git
Go | go | go golang
GraphQL | graphql | graphql gql
Groovy | groovy | groovy gradle jenkinsfile
Haskell | haskell | haskell hs
HCL | terraform | hcl
HTML | html | html htm xhtml
HTTP | http | http
INI | ini | ini cfg conf editorconfig properties systemd
Java | java | java
JavaScript | javascript | javascript js mjs cjs node
JSON | json | json jsonl ndjson webmanifest
JSON | json | jsonc json5
JSX | javascript | jsx
Julia | julia | julia jl
Kotlin | kotlin | kotlin kt kts
LaTeX | tex | latex tex
Less | less | less
Lisp | common-lisp | lisp common-lisp cl
LLVM | llvm | llvm
Log |  | log logs
Lua | lua | lua
Makefile | make | make makefile mk
Markdown | markdown | markdown md mdx
MATLAB | matlab | matlab
MySQL | mysql | mysql mariadb
NGINX | nginx | nginx
Nim | nim | nim
Nix | nix | nix
Objective-C | objective-c | objective-c objectivec objc obj-c
OCaml | ocaml | ocaml ml
Output |  | output out
Pascal |  | pascal delphi
Perl | perl | perl pl
PHP | php | php
PostgreSQL | postgresql | postgresql postgres pgsql
PowerShell | powershell | powershell ps1 pwsh posh
Prolog | prolog | prolog
PromQL | promql | promql
Protobuf | protobuf | protobuf proto
Python | python | python py py3 python3 pyi starlark bazel
Python | pycon | pycon python-console doctest
Python | pytb | pytb traceback
R | splus | r rlang
Racket | racket | racket rkt
Regex |  | regex regexp
Rego | rego | rego
reStructuredText | rst | rst restructuredtext rest
Ruby | ruby | ruby rb
Rust | rust | rust rs
Sass | sass | sass
Scala | scala | scala
Scheme | scheme | scheme scm
SCSS | scss | scss
Shell | bash | sh bash shell zsh ksh shellscript
Shell | console | console shell-session sh-session terminal bash-session
Solidity | solidity | solidity sol
SQL | sql | sql sqlite partiql
Svelte | html | svelte
Swift | swift | swift
Tcl | tcl | tcl
Terraform | terraform | terraform tf tfvars
TOML | toml | toml
TypeScript | typescript | typescript ts mts cts
TSX | typescript | tsx
V | v | v vlang
Verilog | verilog | verilog systemverilog
VHDL | vhdl | vhdl
Vim | vim | vim viml vimscript
Visual Basic | vb.net | vb vbnet vb.net
Vue | html | vue
WebAssembly | wast | wasm wat wast
XML | xml | xml svg xsd xsl xslt plist rss atom
YAML | yaml | yaml yml cloudformation openapi
Zig | zig | zig
`;

    desk.languages = table.trim().split("\n").map(row => {
        const [name, lexer, words] = row.split("|").map(cell => cell.trim());
        return { name, lexer, words: words.split(" ") };
    });
}
