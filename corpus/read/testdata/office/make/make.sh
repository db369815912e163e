#!/bin/sh
# Makes the office files and books here that are not from elsewhere, as far as the programs are
# installed: pandoc, LibreOffice, AbiWord, Sphinx; with npm docx, pptxgenjs, officegen and epub-gen-memory;
# with pip ebooklib, odfdo and odfpy. Run it in a new folder that has node_modules.
set -e
here=$(cd "$(dirname "$0")" && pwd)
harbour=$here/../harbour.md
cp "$here"/*.mjs .
node lease.mjs && node slides.mjs && node book.mjs && node fees.mjs
python3 "$here/make.py"
mkdir -p out
soffice --headless --convert-to odt --outdir out lease-docxjs.docx && mv out/lease-docxjs.odt lease-libreoffice.odt
soffice --headless --convert-to docx --outdir out lease-libreoffice.odt && mv out/lease-libreoffice.docx .
abiword --to=odt -o lease-abiword.odt lease-docxjs.docx
abiword --to=docx -o lease-abiword.docx lease-docxjs.docx
soffice --headless --convert-to epub --outdir out "$here/../harbour-libreoffice.odt" && mv out/harbour-libreoffice.epub .
soffice --headless --convert-to pptx --outdir out "$here/comments.fodp" && mv out/comments.pptx comments-libreoffice.pptx
pandoc -t epub2 -o harbour-pandoc2.epub "$harbour"
mkdir -p storms
pandoc -t rst -o storms/harbour.rst "$harbour"
printf 'Contents\n========\n\n.. toctree::\n\n   harbour\n   storms\n' > storms/index.rst
printf 'Storms\n======\n\nIn a storm no ship may leave.\n\n#. Call the harbour master.\n#. Wait for the flag.\n' > storms/storms.rst
printf 'project = "The harbour of Quillmouth"\nauthor = "The harbour office"\nroot_doc = "index"\n' > storms/conf.py
sphinx-build -q -b epub storms out/storms && mv out/storms/*.epub storms-sphinx.epub
