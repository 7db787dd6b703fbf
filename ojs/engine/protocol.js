// ⑤ The mirror of py/stepgrad/tracing/wire.py and of the worker's messages: typedefs only, nothing runs here.

/** A number as JSON can carry it; `Number(x)` reads all four. @typedef {number | "NaN" | "Infinity" | "-Infinity"} Num */

/** The numbers of an array, row by row; of a large one what sums it up, and a small picture: the means of its blocks.
 * @typedef {{shape: number[], dtype: string, data: Num[]}} SmallArray
 * @typedef {{shape: number[], dtype: string, summary: {min: Num, max: Num, mean: Num, norm: Num}, picture: {shape: [number, number], data: Num[]}}} LargeArray
 * @typedef {SmallArray | LargeArray} NumArray
 */

/** What a node holds: a Value's number, or a Tensor's array. @typedef {Num | NumArray} Quantity */

/** What a program did, as the page has it: ojs/trace/read.js makes it of what travels.
 * @typedef {object} Trace
 * @property {string} source the program that ran, with the sliders' numbers in it; every line ends in "\n", and nothing else ends one
 * @property {Record<string, Num>} inputs lines written `name = Value(number)` or `name = number`: what a slider may set
 * @property {Record<string, Op>} ops the operations that occur
 * @property {Call[]} [calls] the calls of the program's own functions, in order of time; an outer one before those in it
 * @property {Loop[]} [loops] its for and while statements, and comprehensions
 * @property {{loop: ArrayLike<number>, node: ArrayLike<number>}} [turns] of each turn of a loop the loop, and the node that is the first after its beginning; in order of time
 * @property {TraceNode[]} nodes in order of creation; `nodes[i].id === i`
 * @property {Step[]} steps in order of time
 * @property {Pass[]} [passes] one a call of `backward()`, in order of time; every step belongs to one, if there is any
 * @property {Finding[]} [findings] what is wrong with its gradients, as stepgrad.diagnose says it
 * @property {string} output what the program printed
 * @property {true} [pending] it has not run yet, so nothing is known of it; the page's own word
 * @property {number} [cut] how many characters more it printed than are kept
 */

/** A column of a table: one entry a row. A long one of numbers may be the base64 of a typed array, little end first; where few rows have an
 * entry, `at` says which rows have the entries of `is`, and the others have what is usual there.
 * @template T
 * @typedef {T[] | {f64: string} | {f32: string} | {i32: string} | {u16: string} | {u8: string} | {at: Column<number>, is: Column<T>}} Column
 */

/** A quantity of a table: a number, or `[k]` for `Wire.arrays[k]`. @typedef {Num | [number]} Held */

/** What travels of a trace: version 2 of the wire. Its tables are columns; what the reader's own arithmetic gives back to the last bit is left out.
 * @typedef {object} Wire
 * @property {2} version
 * @property {string} source
 * @property {Record<string, Num>} inputs
 * @property {Op[]} ops
 * @property {Call[]} [calls]
 * @property {Loop[]} [loops]
 * @property {{loop: Column<number>, node: Column<number>}} [turns]
 * @property {Span[]} spans each place of the program's text once
 * @property {Num[]} constants each number that took part in an operation once
 * @property {(NumArray | {shape: number[], dtype: string, data: {f64: string} | {f32: string}})[]} [arrays] each array once
 * @property {WireNodes} nodes
 * @property {WireSteps} steps
 * @property {Pass[]} [passes]
 * @property {Finding[]} [findings]
 * @property {string} output
 * @property {number} [cut]
 */

/** `op`, `at` and `call` count from 1, and 0 is none. `args` are those of all nodes, one behind the other, `arity` how many each has: from 0 on a
 * node, below 0 a constant, -1 the first.
 * @typedef {object} WireNodes
 * @property {Column<number>} op
 * @property {Column<number>} arity
 * @property {Column<number>} args
 * @property {Column<Held>} value
 * @property {Column<number>} requires_grad 1 or 0
 * @property {Column<number>} at
 * @property {Column<number>} [call]
 * @property {Column<string | null>} [label]
 * @property {Column<Record<string, unknown> | undefined>} [params]
 */

/** `kind` is a place in KINDS (ojs/trace/step-tables.js). A step of the k-th forward kind computed the k-th operation; the k-th step of any other kind is row k of that
 * kind's table. What a table's column does not say, or has no entry for, is what follows from the steps before:
 *
 *     before         the gradient the node has by now; that of a result is 0 until something reaches it in this pass. Of an update: its number
 *     upstream       the gradient that `node` has by now
 *     input          the node's argument `arg`
 *     contribution   upstream × local, where there is a local derivative
 *     after          the contribution where nothing was there; else, of numbers, before + contribution; before, where an unbroadcast step follows.
 *                    Of a seed: 1 where nothing was there, else before + 1
 *     returned       a pass of grad() has an account of its own, which begins empty, and leaves the other as it was
 *     unbroadcast    node, arg and input are those of the step before, and so is `wide`: its contribution
 *
 * @typedef {object} WireSteps
 * @property {Column<number>} kind
 * @property {{node: Column<number>, before?: Column<Held>, after?: Column<Held>, made?: Column<number>, returned?: Column<number>}} [seed]
 * @property {{node: Column<number>, arg: Column<number>, local: Column<Num | null>, input?: Column<number>, upstream?: Column<Held>,
 *   contribution?: Column<Held>, before?: Column<Held>, after?: Column<Held>, made?: Column<number>}} [backward]
 * @property {{axes: Column<number[]>, contribution: Column<Held>, before?: Column<Held>, after?: Column<Held>, made?: Column<number>}} [unbroadcast]
 * @property {{nodes: Column<number[]>, assigned: Column<number>}} [zero]
 * @property {{node: Column<number>, before?: Column<Held>, after: Column<Held>}} [assign]
 * @property {{node: Column<number>, before?: Column<Held>, after: Column<Held>}} [update]
 */

/** One call of `backward()` with the forward steps before it and the updates after it: `steps.slice(start, end)`, of which `steps[seed]` begins the way back
 * from the node `root`. `nodes` are runs of the nodes that belong to it, each from a first one up to, but without, an end; `updated` the leaves that changed after it.
 * @typedef {{root: number, value: Quantity, start: number, seed: number, end: number, nodes: [number, number][], updated: number[]}} Pass */

/** What is wrong, in one sentence, and the steps (positions in `steps`), nodes, edges ([node, arg]) and line that show it.
 * @typedef {{kind: string, sentence: string, steps: number[], nodes: number[], edges: [number, number][], line: number | null}} Finding */

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

/** `within` is the call it was made in; `of`: whose method it is, in the program's names: "model.blocks[0].attention".
 * @typedef {{name: string, at: Span | null, within: number | null, of?: string}} Call */

/** `at` is how it begins, "for x in xs"; `body` what is done at each turn. @typedef {{at: Span, body: Span}} Loop */

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
 * @typedef {{ok: true, trace: Wire} | ({ok: true} & Computed) | {ok: false, error: ProgramError}} Reply */

/** What is done wrongly in a run, to see what comes of it (py/stepgrad/tracing/mistakes/). `node`: of "detach", the one that hands on no history; `value`: of
 * "upstream", what the first backward() begins with. @typedef {{kind: "no-zero" | "overwrite" | "order" | "detach" | "upstream", node?: number, value?: number}} Mistake */

/** One number that is moved as soon as it is made; of an array one entry. @typedef {{node: number, by: number, index?: number[]}} Nudge */

/** What `stepgrad.tracing.session` is asked. With `want`, the program is run at full speed and nothing is recorded; a trace may be of a run with a mistake
 * in it, or with a number moved. `files`, base64 by name, is what the program finds in its folder.
 * @typedef {{source: string, inputs: Record<string, number>, files?: Record<string, string>, want?: string[], mistake?: Mistake, nudge?: Nudge}} Request */

/** Page → worker. `boot` comes first, once.
 * @typedef {{type: "boot", interrupt: SharedArrayBuffer | null} | {type: "run", id: number, request: string}} ToWorker */

/** Worker → page. `arriving`: a piece of a file came, of Python's own or of a package; `arrived`: the package is whole. `failed`: Python did not start, or broke under a
 * program: why, in plain words, and in which line of the program. `reply` is the JSON text of a Reply. `worn`: the program that has just been answered left Python in a state that cannot be undone, and why; this worker answers nothing more.
 * @typedef {{type: "arriving"} | {type: "arrived"} | {type: "ready"} | {type: "failed", reason: string, line: number | null} | {type: "reply", id: number, reply: string} | {type: "worn", reason: string}} FromWorker */

/** `<html data-engine>`. @typedef {"recorded" | "loading" | "ready" | "busy" | "stopped" | "failed"} EngineState */

export {};
