// ⑤ The mirror of py/stepgrad/tracing/wire.py and of the worker's messages: typedefs only, nothing runs here.

/** A number as JSON can carry it; `Number(x)` reads all four. @typedef {number | "NaN" | "Infinity" | "-Infinity"} Num */

/** The numbers of an array, row by row; of a large one what sums it up, and a small picture: the means of its blocks.
 * @typedef {{shape: number[], dtype: string, data: Num[]}} SmallArray
 * @typedef {{shape: number[], dtype: string, summary: {min: Num, max: Num, mean: Num, norm: Num}, picture: {shape: [number, number], data: Num[]}}} LargeArray
 * @typedef {SmallArray | LargeArray} NumArray
 */

/** What a node holds: a Value's number, or a Tensor's array. @typedef {Num | NumArray} Quantity */

/** What a program did, in version 1 of the wire.
 * @typedef {object} Trace
 * @property {1} version
 * @property {string} source the program that ran, with the sliders' numbers in it; every line ends in "\n", and nothing else ends one
 * @property {Record<string, Num>} inputs lines written `name = Value(number)` or `name = number`: what a slider may set
 * @property {Record<string, Op>} ops the operations that occur
 * @property {Call[]} [calls] the calls of the program's own functions, in order of time; an outer one before those in it
 * @property {TraceNode[]} nodes in order of creation; `nodes[i].id === i`
 * @property {Step[]} steps in order of time
 * @property {string} output what the program printed
 * @property {true} [pending] it has not run yet, so nothing is known of it; the page's own word
 * @property {number} [cut] how many characters more it printed than are kept
 */

/** One row of the engine's tables; all formulas are Python expressions over a, b (arguments) and y (result). `locals` are local
 * derivatives. What only arrays can do has vector-Jacobian products instead: `rules`, over g (the upstream gradient) too, and
 * the same in `words` and as mathematics writes it, in `shown`.
 * @typedef {{name: string, symbol: string, formula: string, locals: string[], rules?: string[], words?: string[], shown?: string[]}} Op */

/** `op` is null for a leaf; `at` is the sub-expression that made it.
 * @typedef {object} TraceNode
 * @property {number} id
 * @property {string | null} op
 * @property {Arg[]} args
 * @property {string | null} label the variable it was assigned to
 * @property {Quantity} value
 * @property {Record<string, unknown>} [params] an array operation's constants: axis, keepdims, …
 * @property {boolean} requires_grad
 * @property {Span | null} at
 * @property {number} [call] the call that made it, an index of `calls`
 */

/** `within` is the call it was made in. @typedef {{name: string, at: Span | null, within: number | null}} Call */

/** @typedef {{node: number} | {const: Quantity}} Arg */

/** Line, column, end line, end column; lines from 1, columns in code points from 0, the end exclusive.
 * @typedef {[number, number, number, number]} Span */

/** @typedef {ForwardStep | SeedStep | BackwardStep | UnbroadcastStep | ZeroStep | AssignStep | UpdateStep} Step */

/** An operation computed its result. @typedef {{kind: "forward", node: number}} ForwardStep */

/** `backward()` began at `node`; `returned`: it was grad(), in which all gradients start afresh, and which leaves none.
 * `made`, here and in the steps that follow: the node that the gradient is from now on, where it has a history of its own (create_graph).
 * @typedef {{kind: "seed", node: number, before: Quantity, after: Quantity, made?: number, returned?: true}} SeedStep */

/** One edge: upstream × local = contribution; before + contribution = after. The gradient goes from `node` through its
 * argument `arg` into the node `input`. Of arrays `local` may be null: their contribution is a vector-Jacobian product; and
 * where broadcasting had stretched the input, the contribution is as wide as the result, and the next step undoes that.
 * @typedef {object} BackwardStep
 * @property {"backward"} kind
 * @property {number} node
 * @property {number} arg
 * @property {number} input
 * @property {Quantity} upstream
 * @property {Quantity | null} local
 * @property {Quantity} contribution
 * @property {Quantity} before
 * @property {Quantity} after
 * @property {number} [made]
 */

/** Broadcasting undone: `axes` of the wide contribution are those along which the input was repeated; the copies' gradients are
 * summed. It follows the backward step of the same edge.
 * @typedef {object} UnbroadcastStep
 * @property {"unbroadcast"} kind
 * @property {number} node
 * @property {number} arg
 * @property {number} input
 * @property {number[]} axes
 * @property {NumArray} wide
 * @property {Quantity} contribution
 * @property {Quantity} before
 * @property {Quantity} after
 * @property {number} [made]
 */

/** These nodes forgot their gradient: by `zero_grad()` or, where it was `assigned`, because the program made it None or 0.
 * @typedef {{kind: "zero", nodes: number[], assigned?: true}} ZeroStep */

/** The program itself changed a gradient (`w.grad *= 0.5`). @typedef {{kind: "assign", node: number, before: Quantity, after: Quantity}} AssignStep */

/** The program changed a leaf's number (a training step). @typedef {{kind: "update", node: number, before: Quantity, after: Quantity}} UpdateStep */

/** A user's error: `kind` is the exception's class, `line` a line of the program; `source` is that program where numbers were set
 * in it, `output` what it had printed.
 * @typedef {{kind: string, message: string, line: number | null, source?: string, output?: string, cut?: number}} ProgramError */

/** What a program computed, where only some variables were wanted. Their numbers are `Num`s; arrays, Values and Tensors
 * come as lists and numbers. @typedef {{values: Record<string, any>, output: string, cut?: number}} Computed */

/** What `stepgrad.tracing.session` answers.
 * @typedef {{ok: true, trace: Trace} | ({ok: true} & Computed) | {ok: false, error: ProgramError}} Reply */

/** What `stepgrad.tracing.session` is asked. With `want`, the program is run at full speed and nothing is recorded.
 * @typedef {{source: string, inputs: Record<string, number>, want?: string[]}} Request */

/** Page → worker. `boot` comes first, once.
 * @typedef {{type: "boot", interrupt: SharedArrayBuffer | null} | {type: "run", id: number, request: string}} ToWorker */

/** Worker → page. `arriving`: a piece of a file came, of Python's own or of a package; `arrived`: the package is whole. `failed`: Python did not start, or broke under a
 * program: why, in plain words, and in which line of the program. `reply` is the JSON text of a Reply. `worn`: the program that has just been answered left Python in a state that cannot be undone, and why; this worker answers nothing more.
 * @typedef {{type: "arriving"} | {type: "arrived"} | {type: "ready"} | {type: "failed", reason: string, line: number | null} | {type: "reply", id: number, reply: string} | {type: "worn", reason: string}} FromWorker */

/** `<html data-engine>`. @typedef {"recorded" | "loading" | "ready" | "busy" | "stopped" | "failed"} EngineState */

export {};
