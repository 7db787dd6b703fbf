-- ⑨ page: an author's exercise with code, as a page shows it: prompt and starter, hints and solution folded. The checks are not shown;
-- ojs/widgets/exercise/code-exercises.js makes a widget of it where scripts run. Quarto and the offline renderer both hand this to Pandoc.

local WANTED = { checks = "a block of code with the class .checks", starter = "a block of code to start from", solution = "a .model-solution with a block of code" }

local function refuse(id, what)
  error(("exercise #%s: %s is missing"):format(id, what), 0)
end

local function first_code(blocks)
  local found
  blocks:walk { CodeBlock = function(block) found = found or block.text end }
  return found
end

--- What opens below a line of its own. Its content stays what it is, so that later filters see it.
local function folded(class, title, content)
  local blocks = pandoc.Blocks { pandoc.RawBlock("html", ('<details class="%s"><summary>%s</summary>'):format(class, title)) }
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

function Div(div)
  if not div.classes:includes("exercise") then return nil end
  local id = div.identifier
  if id == "" then refuse("?", "a name, as in {.exercise #ex-something},") end
  local shown, hints, checks, starter, solution = pandoc.Blocks {}, 0, nil, nil, nil
  local ends = pandoc.Blocks {}
  for _, block in ipairs(div.content) do
    if block.t == "CodeBlock" and block.classes:includes("checks") then
      checks = block.text
    elseif block.t == "Div" and block.classes:includes("hint") then
      hints = hints + 1
      ends:extend(folded("code-exercise-hint", "Hint " .. hints, block.content))
    elseif block.t == "Div" and block.classes:includes("model-solution") then
      solution = first_code(block.content)
      ends:extend(folded("code-exercise-solution", "Solution", block.content))
    else
      shown:insert(block)
      if block.t == "CodeBlock" and not starter then
        starter = block.text
        shown:insert(pandoc.RawBlock("html", '<div class="code-exercise-bar"></div>'))
      end
    end
  end
  if not starter then refuse(id, WANTED.starter) end
  if not checks then refuse(id, WANTED.checks) end
  if not solution then refuse(id, WANTED.solution) end
  shown:extend(ends)
  return pandoc.Div(shown, pandoc.Attr(id, { "code-exercise" }, { ["data-checks"] = checks }))
end
