-- ⑨ page: beside every widget, what a reader sees whose scripts do not run: the still that tools/stills.mjs drew of it.
-- Quarto and the offline renderer both hand it to Pandoc. Styles decide when it shows (styles/theme.scss).

local NOTE = '<p class="still still-note">Something to move stands here where scripts run%s.</p>'

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"))
end

--- Of a cell's code, as in tools/stills.mjs: options and white space are not part of it.
local function sum(code)
  return pandoc.utils.sha1((code:gsub("//|[^\n]*", ""):gsub("[ \t\r\n\f\v]+", "")))
end

--- What the widget drew of itself when the site was built, or a sentence.
local function still(code)
  local file = io.open(os.getenv("QUARTO_PROJECT_DIR") .. "/.cache/stills/" .. sum(code) .. ".html", "rb")
  if file then
    local html = file:read("a")
    file:close()
    return html
  end
  local label = code:match('label:%s*"([^"]+)"')
  return NOTE:format(label and ": " .. escaped(label) or "")
end

function Div(cell)
  if not cell.classes:includes("cell") or cell.classes:includes("hidden") then return nil end
  local code = {}
  cell:walk { CodeBlock = function(block)
    if block.classes:includes("cell-code") and block.classes:includes("js") then table.insert(code, block.text) end
  end }
  if #code == 0 then return nil end
  cell.content:insert(pandoc.RawBlock("html", still(table.concat(code, "\n"))))
  return cell
end
