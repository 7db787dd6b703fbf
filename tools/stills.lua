-- ⑨ page: beside every widget, what a reader sees whose scripts do not run: the still that tools/stills.mjs drew of its example.
-- Quarto and the offline renderer both hand it to Pandoc. Styles decide when it shows (styles/theme.scss).

local NOTE = '<p class="still still-note">Something to move stands here where scripts run%s.</p>'

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"))
end

--- The still of the example that is walked, the first if a reader may choose, or a sentence.
local function still(code)
  local given = code:match("walkthrough%s*(%b())") or code:match("playground%s*(%b())")
  local name = given and given:match('"(%d%d%-[%w-]+/[%w_-]+)"')
  if name then
    local file = io.open(os.getenv("QUARTO_PROJECT_DIR") .. "/.cache/stills/" .. name .. ".html", "rb")
    if not file then error("there is no recorded example " .. name) end
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
