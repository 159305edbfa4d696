/** Builds conditions by choosing: groups of and, or and not, households, conditions, each with its count before it is chosen. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { asYongquanError } from "../../shared/errors.js";
import { conjunction } from "../../shared/filter.js";
import type { Filter } from "../../shared/filter.js";
import { EMPTY_GROUP, EMPTY_HOUSEHOLD, EMPTY_LEAF, MAX_DEPTH, depthOf, draftOf, filterOf, groupOf, isComplete, partAt, withAdded, withPart } from "../draft.js";
import type { Draft, GroupDraft, HouseholdDraft, KindOf, LeafDraft, Path } from "../draft.js";
import type { Words } from "../words.js";
import "./leaf-editor.js";
import type { LeafContext } from "./leaf-editor.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** How many fulfil each of some questions. */
export type Tally = (filters: readonly (Filter | null)[]) => Promise<readonly (number | null)[]>;

/** A part in another form, whose count is shown beside the control that gives it that form. */
type Variants = ReadonlyMap<string, Draft | undefined>;

const QUANTIFIERS: readonly HouseholdDraft["quantifier"][] = ["any", "all", "count"];
/** Members of a household that may be asked for. */
const MAX_AT_LEAST = 99;

function keyOf(path: Path, form: string): string {
  return `${path.join(".")} ${form}`;
}

/** Fires `yq-condition` with a filter, and `yq-close` when it is given up. */
export class Builder extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, filter: { attribute: false }, others: { attribute: false }, tally: { attribute: false }, heading: { attribute: false },
    root: { state: true }, counts: { state: true }, problem: { state: true },
  };
  static override styles = [
    controls,
    css`
      form {
        display: flex; flex-direction: column; gap: 12px; padding: 12px 16px;
        background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius);
      }
      /* Over the panels, so that nothing moves away beneath it while it is open. */
      @media (min-width: 901px) { form { max-height: calc(100vh - 280px); min-height: 0; overflow-y: auto; box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18); } }
      .row { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; }
      .group { display: flex; flex-direction: column; gap: 10px; }
      .group .group, .household { padding: 8px 0 8px 12px; border-left: 4px solid var(--yq-accent); }
      .household .group { padding-left: 0; border-left: 0; }
      .part { display: flex; gap: 8px; align-items: flex-end; }
      .part > .body { flex: 1; min-width: 0; }
      .joint { color: var(--yq-quiet); }
      .form[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); font-weight: 600; }
      .form[aria-pressed="true"]::before { content: "✓ "; color: var(--yq-accent); }
      .remove { width: var(--yq-target); padding: 0; font-size: 1.25rem; color: var(--yq-accent); }
      .end { position: sticky; bottom: -12px; margin: 0 -16px -12px; padding: 8px 16px; background: var(--yq-surface); border-top: 1px solid var(--yq-hairline); }
      .total { font-size: 1.125rem; color: var(--yq-accent); font-weight: 600; }
      .least { width: 80px; }
      @media (max-width: 900px) { .end { bottom: 0; } }
      @media (max-width: 600px) { .part { flex-wrap: wrap; justify-content: flex-end; } .part > .body { flex-basis: 100%; } }
    `,
  ];
  declare words: Words;
  /** What is changed; absent: something new is built. */
  declare filter: Filter | undefined;
  /** The other conditions of the question. */
  declare others: readonly Filter[];
  declare tally: Tally;
  declare heading: string;
  declare root: GroupDraft;
  declare counts: ReadonlyMap<string, number>;
  /** What is missing before the condition can be added. */
  declare problem: string | undefined;
  #contexts = new Map<string, LeafContext>();
  #asked = 0;

  constructor() {
    super();
    this.filter = undefined;
    this.others = [];
    this.heading = "";
    this.root = EMPTY_GROUP;
    this.counts = new Map();
    this.problem = undefined;
  }

  override async focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("yongquan-leaf-editor")?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("filter")) this.root = this.filter === undefined ? EMPTY_GROUP : groupOf(draftOf(this.filter));
    // Whatever changes anywhere changes every count.
    if (changed.has("root") || changed.has("filter") || changed.has("others")) this.#contexts = new Map();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("root") || changed.has("filter") || changed.has("others")) void this.#count();
  }

  readonly #kindOf: KindOf = (field) => this.words.field(field)?.kind;

  /** The whole question with another part at a path; nothing while it says no more than without this part. */
  #question(path: Path, part: Draft | undefined): Filter | null | undefined {
    if (part !== undefined && filterOf(part, this.#kindOf) === undefined) return undefined;
    const root = withPart(this.root, path, part);
    const filter = root === undefined ? undefined : filterOf(root, this.#kindOf);
    return conjunction(filter === undefined ? this.others : [...this.others, filter]);
  }

  async #counted(questions: readonly (Filter | null | undefined)[]): Promise<readonly (number | null)[]> {
    const asked = questions.filter((question): question is Filter | null => question !== undefined);
    // A page that locks meanwhile has no counts to show.
    const counts = await this.tally(asked).catch((thrown: unknown) => {
      if (["page.locked", "page.worker_died"].includes(asYongquanError(thrown).code)) return [];
      throw thrown;
    });
    let place = -1;
    return questions.map((question) => {
      if (question === undefined) return null;
      place += 1;
      return counts[place] ?? null;
    });
  }

  #context(path: Path): LeafContext {
    const key = path.join(".");
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const context: LeafContext = { count: (variants) => this.#counted(variants.map((variant) => this.#question(path, variant))) };
    this.#contexts.set(key, context);
    return context;
  }

  /** Every form that a group, a household or a negation could be given by one press. */
  #variants(draft: Draft, path: Path, found: Map<string, Draft | undefined>): Variants {
    found.set(keyOf(path, "not"), { ...draft, isNegated: !draft.isNegated });
    if (draft.kind === "group") {
      for (const join of ["and", "or"] as const) if (draft.parts.length > 1) found.set(keyOf(path, join), { ...draft, join });
      draft.parts.forEach((part, place) => this.#variants(part, [...path, place], found));
    } else if (draft.kind === "household") {
      for (const quantifier of QUANTIFIERS) found.set(keyOf(path, quantifier), { ...draft, quantifier });
      this.#variants(draft.group, [...path, 0], found);
    }
    return found;
  }

  async #count(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const variants = Array.from(this.#variants(this.root, [], new Map()));
    const questions = variants.map(([key, part]) => this.#question(pathOf(key), part));
    const counts = await this.#counted([this.#question([], this.root) ?? conjunction(this.others), ...questions]);
    if (asked !== this.#asked) return;
    const found = new Map<string, number>();
    ["total", ...variants.map(([key]) => key)].forEach((key, place) => {
      const count = counts[place];
      if (typeof count === "number") found.set(key, count);
    });
    this.counts = found;
  }

  #put(path: Path, part: Draft | undefined): void {
    this.problem = undefined;
    this.root = groupOf(withPart(this.root, path, part) ?? { ...EMPTY_GROUP, parts: [] });
  }

  #add(path: Path, part: Draft): void {
    this.problem = undefined;
    const group = partAt(this.root, path);
    const place = group?.kind === "group" ? group.parts.length : 0;
    this.root = groupOf(withAdded(this.root, path, part));
    void this.updateComplete.then(() => this.#focusPart([...path, place]));
  }

  #focusPart(path: Path): void {
    const part = this.renderRoot.querySelector(`[data-path="${path.join(".")}"]`);
    (part?.querySelector<HTMLElement>("yongquan-leaf-editor") ?? part?.querySelector<HTMLElement>("button"))?.focus();
  }

  #remove(path: Path): void {
    this.#put(path, undefined);
    const group = path.slice(0, -1);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-add="${group.join(".")}"]`)?.focus());
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#apply();
  };

  #apply(): void {
    const { builder } = this.say;
    const filter = filterOf(this.root, this.#kindOf);
    if (filter === undefined || !isComplete(this.root, this.#kindOf)) this.problem = filter === undefined ? builder.needValue : builder.needAll;
    else this.emit("yq-condition", filter);
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.emit("yq-close", null);
  };

  override render(): TemplateResult {
    const { builder } = this.say;
    const total = this.counts.get("total");
    return html`<form autocomplete="off" data-testid="builder" aria-label=${this.heading} @submit=${this.#submit} @keydown=${this.#keydown}>
      <h2>${this.heading} <span class="note">${builder.fieldCount(this.count(this.words.schema.fields.length))}</span></h2>
      ${this.#renderGroup(this.root, [], false)}
      ${this.problem === undefined ? nothing : html`<p class="error" role="alert">${this.problem}</p>`}
      <div class="row end">
        <span class="total number" role="status" data-testid="builder-count" data-count=${total ?? nothing}>${total === undefined ? "" : builder.total(this.count(total))}</span>
        <button class="primary" type="submit" data-testid="add-condition">${this.filter === undefined ? builder.apply : builder.change}</button>
        <button type="button" @click=${() => this.emit("yq-close", null)}>${builder.cancel}</button>
      </div>
    </form>`;
  }

  /** A control that gives a part a form; what would be counted then stands on it. */
  #renderForm(path: Path, form: string, label: string, isPressed: boolean, part: Draft): TemplateResult {
    const count = this.counts.get(keyOf(path, form));
    const words = count === undefined ? label : this.say.builder.withCount(label, this.count(count));
    return html`<button type="button" class="form" data-testid=${`form-${form}`} data-count=${count ?? nothing} aria-pressed=${isPressed ? "true" : "false"}
      @click=${() => this.#put(path, part)}>${words}</button>`;
  }

  #renderNot(draft: Draft, path: Path): TemplateResult {
    return this.#renderForm(path, "not", this.say.builder.not, draft.isNegated, { ...draft, isNegated: !draft.isNegated });
  }

  #renderRemove(path: Path, name: string): TemplateResult {
    return html`<button type="button" class="plain remove" data-testid="remove-part" aria-label=${name} title=${name} @click=${() => this.#remove(path)}>×</button>`;
  }

  #renderGroup(group: GroupDraft, path: Path, isInHousehold: boolean, isOfHousehold = false): TemplateResult {
    const { builder } = this.say;
    const joinable = group.parts.length > 1;
    const isOuter = path.length === 0;
    // One level for what is added, one for its own negation.
    const mayNest = path.length + depthOf({ ...group, parts: [] }) + 2 < MAX_DEPTH;
    return html`<div class="group" role="group" aria-label=${builder.group} data-path=${path.join(".")}>
      ${joinable || group.isNegated || !(isOuter || isOfHousehold)
        ? html`<div class="row">
            ${joinable
              ? html`${this.#renderForm(path, "and", builder.joins.and, group.join === "and", { ...group, join: "and" })}
                  ${this.#renderForm(path, "or", builder.joins.or, group.join === "or", { ...group, join: "or" })}`
              : nothing}
            ${this.#renderNot(group, path)}
          </div>`
        : nothing}
      ${group.parts.map((part, place) => this.#renderPart(part, [...path, place], isInHousehold))}
      <div class="row">
        <button type="button" data-testid="add-leaf" data-add=${path.join(".")} @click=${() => this.#add(path, EMPTY_LEAF)}>+ ${builder.addLeaf}</button>
        ${mayNest
          ? html`<button type="button" data-testid="add-group" @click=${() => this.#add(path, { ...EMPTY_GROUP, join: group.join === "and" ? "or" : "and" })}>+ ${builder.addGroup}</button>`
          : html`<span class="note">${builder.tooDeep(String(MAX_DEPTH))}</span>`}
        ${mayNest && !isInHousehold && this.words.schema.roles.household_id !== undefined
          ? html`<button type="button" data-testid="add-household" @click=${() => this.#add(path, EMPTY_HOUSEHOLD)}>+ ${builder.addHousehold}</button>`
          : nothing}
      </div>
    </div>`;
  }

  #renderPart(part: Draft, path: Path, isInHousehold: boolean): TemplateResult {
    const { builder } = this.say;
    if (part.kind === "leaf") return this.#renderLeaf(part, path);
    const body = part.kind === "group" ? this.#renderGroup(part, path, isInHousehold) : this.#renderHousehold(part, path);
    return html`<div class="part"><div class="body">${body}</div>${this.#renderRemove(path, builder.removeGroup)}</div>`;
  }

  #renderLeaf(leaf: LeafDraft, path: Path): TemplateResult {
    return html`<div class="part" data-path=${path.join(".")}>
      <yongquan-leaf-editor class="body" .language=${this.language} .words=${this.words} .leaf=${leaf} .context=${this.#context(path)}
        @yq-leaf=${(event: CustomEvent<LeafDraft>) => this.#put(path, event.detail)} @yq-apply=${() => this.#apply()}></yongquan-leaf-editor>
      ${leaf.field === undefined ? nothing : this.#renderNot(leaf, path)}
      ${this.#renderRemove(path, this.say.builder.removeLeaf)}
    </div>`;
  }

  #renderHousehold(household: HouseholdDraft, path: Path): TemplateResult {
    const { builder } = this.say;
    const least = (event: Event): void => {
      const typed = Number((event.target as HTMLInputElement).value);
      if (Number.isInteger(typed) && typed >= 1 && typed <= MAX_AT_LEAST) this.#put(path, { ...household, atLeast: typed });
    };
    return html`<div class="household" role="group" aria-label=${builder.addHousehold} data-path=${path.join(".")}>
      <div class="row">
        ${QUANTIFIERS.map((quantifier) => this.#renderForm(path, quantifier, builder.quantifiers[quantifier](String(household.atLeast)), household.quantifier === quantifier, { ...household, quantifier }))}
        ${household.quantifier === "count"
          ? html`<label>${builder.atLeast} <input class="least" data-testid="at-least" type="number" min="1" max=${MAX_AT_LEAST} .value=${String(household.atLeast)} @input=${least} /></label>`
          : nothing}
        ${this.#renderNot(household, path)}
      </div>
      ${this.#renderGroup(household.group, [...path, 0], true, true)}
    </div>`;
  }
}

function pathOf(key: string): Path {
  const [path = ""] = key.split(" ");
  return path === "" ? [] : path.split(".").map(Number);
}

define("yongquan-builder", Builder);
