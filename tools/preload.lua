-- ⑨ page: the two files of letters that every page needs are asked for before its style sheets have been read.
-- The offline renderer has them in its template.

function Pandoc()
  if not quarto then return nil end
  for _, name in ipairs { "text", "interface" } do
    local address = quarto.project.offset .. "/assets/fonts/" .. name .. ".woff2"
    quarto.doc.include_text("in-header", ('<link rel="preload" href="%s" as="font" type="font/woff2" crossorigin>'):format(address))
  end
end
