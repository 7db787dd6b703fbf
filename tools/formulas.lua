-- ⑨ page: a formula and what is written against it (a full stop, an opening parenthesis, an ending) stay on one line.
-- A browser may break a line on either side of <math>, whatever stands there. Styles say what .formula does (styles/prose.scss).

local SPACES = { Space = true, SoftBreak = true, LineBreak = true }

--- Whether an inline begins or ends (`at`: "first", "last") with a formula: $x$, **$x$**, [$x$](…).
local function holds(inline, at)
  if inline.t == "Math" then return inline.mathtype == "InlineMath" end
  local content = inline.content
  return type(content) == "table" and #content > 0 and inline.t ~= "Note" and holds(content[at == "last" and #content or 1], at)
end

local function is_word(inline)
  local words = true
  inline.content:walk { Space = function() words = false end, SoftBreak = function() words = false end }
  return words
end

--- *some words, $x$*. as *some words,* *$x$*. with the last word by itself: only that may stay with the full stop.
local function word_by_word(inlines)
  local made = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    if (inline.t == "Emph" or inline.t == "Strong") and (holds(inline, "last") or holds(inline, "first")) and not is_word(inline) then
      local kind, word = pandoc[inline.t], pandoc.Inlines {}
      for _, inner in ipairs(inline.content) do
        if SPACES[inner.t] then
          made:insert(kind(word))
          made:insert(inner)
          word = pandoc.Inlines {}
        else
          word:insert(inner)
        end
      end
      made:insert(kind(word))
    else
      made:insert(inline)
    end
  end
  return made
end

--- Runs of inlines without a space: those that hold a formula beside something else get a span of their own.
function Inlines(inlines)
  local made, run, formula = pandoc.Inlines {}, pandoc.Inlines {}, false
  local function close()
    if formula and #run > 1 then
      made:insert(pandoc.Span(run, { class = "formula" }))
    else
      made:extend(run)
    end
    run, formula = pandoc.Inlines {}, false
  end
  for _, inline in ipairs(word_by_word(inlines)) do
    if SPACES[inline.t] then
      close()
      made:insert(inline)
    elseif inline.content and type(inline.content) == "table" and not is_word(inline) then
      close() -- a link of several words
      made:insert(inline)
    else
      formula = formula or holds(inline, "last") or holds(inline, "first")
      run:insert(inline)
    end
  end
  close()
  return made
end
