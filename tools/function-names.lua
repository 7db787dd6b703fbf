-- ⑨ page: room around the names of functions in formulas. TeX sets "\sin u" as "sin u"; Pandoc's MathML reads "sinu".
-- Quarto and the offline renderer both hand it to Pandoc.

local NAMES = {}
for name in ("arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr sec sin sinh sup tan tanh"):gmatch("%a+") do
  NAMES[name] = true
end
local LETTERS = {}
for name in ("alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega partial nabla ell"):gmatch("%a+") do
  LETTERS[name] = true
end
-- After a name TeX leaves no room before these, nor before a sign.
local CLOSE = { left = true, big = true, Big = true, bigl = true, Bigl = true, lbrace = true, lfloor = true, lceil = true, langle = true,
  cdot = true, times = true, to = true, le = true, ge = true, leq = true, geq = true, right = true, quad = true, qquad = true }

--- The exponent and the index that follow a name, as they stand in `text` from `at` on: where they end.
local function past_scripts(text, at)
  while true do
    local _, last = text:find("^%s*[_^]%s*%b{}", at)
    if not last then _, last = text:find("^%s*[_^]%s*\\%a+", at) end
    if not last then _, last = text:find("^'+", at) end
    if not last then _, last = text:find("^%s*[_^]%s*[^%s\\{]", at) end
    if not last then return at end
    at = last + 1
  end
end

local function spaced(text)
  local out, at = {}, 1
  while true do
    local first, last, name = text:find("\\(%a+)", at)
    if not first then break end
    local braced = name == "operatorname" and text:match("^%*?%b{}", last + 1)
    if braced then last = last + #braced end
    if NAMES[name] or braced then
      local before = text:sub(1, first - 1)
      local command = before:match("\\(%a+)%s*$")
      table.insert(out, text:sub(at, first - 1))
      -- a number or a letter before it: 2 \cos u
      if LETTERS[command] or (not command and before:find("[%w)%]}]%s*$")) then table.insert(out, "\\,") end
      local stop = past_scripts(text, last + 1)
      table.insert(out, text:sub(first, stop - 1))
      local command = text:match("^%s*\\(%a+)", stop)
      if text:find("^%s*[%w{]", stop) or (command and not CLOSE[command]) then table.insert(out, "\\,") end
      at = stop
    else
      table.insert(out, text:sub(at, last))
      at = last + 1
    end
  end
  return table.concat(out) .. text:sub(at)
end

function Math(formula)
  formula.text = spaced(formula.text)
  return formula
end
