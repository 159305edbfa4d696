/** The conditions as chips, each to be changed or removed, with the builder below them when it is open. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { conjunction } from "../../shared/filter.js";
import type { Filter } from "../../shared/filter.js";
import type { Clause } from "../selection.js";
import type { Words } from "../words.js";
import "./builder.js";
import type { Tally } from "./builder.js";
import { redoIcon, undoIcon } from "./icons.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** A condition and what is put in its place. */
export interface Replacement {
  readonly id: number;
  readonly filter: Filter;
}

/** What the builder is open for: something new, one condition by its id, or the whole question. */
type Building = "new" | "whole" | number;

/**
 * Fires `yq-remove` with the id of a clause, `yq-replace` with a `Replacement`, `yq-whole` with a filter in place of everything, `yq-clear`,
 * `yq-undo`, `yq-redo`, and `yq-condition` with a filter to add. What else is done with a question stands in the slot `tools`, and what may be
 * asked while there is no condition in the slot `examples`.
 */
export class Conditions extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, clauses: { attribute: false }, tally: { attribute: false }, canUndo: { attribute: false }, canRedo: { attribute: false },
    building: { state: true },
  };
  static override styles = [
    controls,
    css`
      .row { display: flex; gap: 4px 8px; align-items: flex-start; min-height: 46px; }
      .asked { display: flex; flex: 1; flex-wrap: wrap; gap: 8px; align-items: center; min-width: 0; min-height: 46px; }
      .chips, .actions { display: contents; }
      .actions button { padding: 0 10px; }
      slot[name="examples"] { display: inline; }
      ul { display: contents; list-style: none; margin: 0; padding: 0; }
      li { display: inline-flex; align-items: center; gap: 8px; max-width: 100%; }
      .chip { display: inline-flex; align-items: stretch; border: 1px solid var(--yq-accent); border-radius: 22px; background: var(--yq-tint); overflow: hidden; }
      .chip button { border: 0; border-radius: 0; background: transparent; overflow-wrap: anywhere; white-space: normal; text-align: left; }
      .chip button:hover { background: var(--yq-surface); }
      .chip button:focus-visible { outline-offset: -3px; border-radius: 22px; }
      .chip .words { padding: 4px 4px 4px 16px; }
      .chip .cross { width: var(--yq-target); padding: 0; text-align: center; font-size: 1.25rem; line-height: 1; color: var(--yq-accent); }
      .tools { display: inline-flex; flex: none; gap: 0 4px; align-items: center; margin-left: auto; }
      .tools .icon { width: var(--yq-target); padding: 0; }
      :host { position: relative; }
      .tools button { padding: 0 10px; }
      yongquan-builder { margin-top: 8px; }
      @media (max-width: 1100px) { .asked { gap: 6px; } .actions button { padding: 0 6px; } .chip .words { padding-left: 12px; } }
      /* The conditions in lines of their own, and all that is done with them in the one below. */
      @media (max-width: 900px) {
        .row { flex-wrap: wrap; }
        .asked { display: contents; }
        .chips { display: flex; flex: 1 0 100%; flex-wrap: wrap; gap: 8px; align-items: center; min-width: 0; }
        .actions { display: inline-flex; }
        .actions button { padding: 0 6px; }
        .row, .tools { gap: 4px 0; }
      }
      @media (min-width: 901px) { yongquan-builder { position: absolute; z-index: 3; left: 0; right: 0; top: 100%; } }
    `,
  ];
  declare words: Words;
  declare clauses: readonly Clause[];
  declare tally: Tally;
  declare canUndo: boolean;
  declare canRedo: boolean;
  declare building: Building | undefined;

  constructor() {
    super();
    this.clauses = [];
    this.canUndo = false;
    this.canRedo = false;
    this.building = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // A condition that is gone, by undoing for example, is not changed any more.
    if (changed.has("clauses") && typeof this.building === "number" && this.#clause(this.building) === undefined) this.building = undefined;
  }

  #clause(id: number): Clause | undefined {
    return this.clauses.find((clause) => clause.id === id);
  }

  #build(building: Building): void {
    this.building = this.building === building ? undefined : building;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("yongquan-builder")?.focus());
  }

  #close(): void {
    const { building } = this;
    this.building = undefined;
    void this.updateComplete.then(() => (this.ownPart(`chip-${String(building)}`) ?? this.ownPart("add"))?.focus());
  }

  readonly #built = (event: CustomEvent<Filter>): void => {
    const { building } = this;
    const filter = event.detail;
    this.#close();
    if (typeof building === "number") this.emit<Replacement>("yq-replace", { id: building, filter });
    else this.emit(building === "whole" ? "yq-whole" : "yq-condition", filter);
  };

  #remove(id: number): void {
    this.emit("yq-remove", id);
    void this.updateComplete.then(() => this.ownPart("add")?.focus());
  }

  override render(): TemplateResult {
    const { conditions } = this.say;
    const { length } = this.clauses;
    const press = (type: string): void => this.emit(type, null);
    return html`
      <div class="row">
        <div class="asked"><div class="chips">
          <h2>${conditions.heading}</h2>
          ${length === 0 ? html`<span class="quiet">${conditions.none}</span><slot name="examples"></slot>` : nothing}
          <ul data-testid="conditions">${this.clauses.map((clause, place) => this.#renderChip(clause, place))}</ul>
        </div><div class="actions">
        <button id="add" class="plain" type="button" data-testid="build" aria-expanded=${this.building === "new" ? "true" : "false"}
          @click=${() => this.#build("new")}>+ ${conditions.add}</button>
        ${length < 2
          ? nothing
          : html`<button class="plain" type="button" data-testid="build-whole" aria-expanded=${this.building === "whole" ? "true" : "false"}
                title=${conditions.wholeHelp} @click=${() => this.#build("whole")}>${conditions.whole}</button>
              <button class="plain" type="button" data-testid="clear" @click=${() => press("yq-clear")}>${conditions.clear}</button>`}
        </div></div>
        <span class="tools">
          <button class="plain icon" type="button" data-testid="undo" ?disabled=${!this.canUndo} aria-label=${conditions.undo} title=${conditions.undo}
            @click=${() => press("yq-undo")}>${undoIcon()}</button>
          <button class="plain icon" type="button" data-testid="redo" ?disabled=${!this.canRedo} aria-label=${conditions.redo} title=${conditions.redo}
            @click=${() => press("yq-redo")}>${redoIcon()}</button>
          <slot name="tools"></slot>
        </span>
      </div>
      ${this.building === undefined ? nothing : this.#renderBuilder(this.building)}
    `;
  }

  #renderBuilder(building: Building): TemplateResult {
    const { conditions, builder } = this.say;
    const all = this.clauses.map(({ filter }) => filter);
    const changed = typeof building === "number" ? this.#clause(building)?.filter : undefined;
    const filter = building === "whole" ? (conjunction(all) ?? undefined) : changed;
    const others = building === "whole" ? [] : all.filter((other) => other !== changed);
    const heading = building === "new" ? builder.heading : building === "whole" ? conditions.whole : builder.headingChange;
    return html`<yongquan-builder .language=${this.language} .words=${this.words} .filter=${filter} .others=${others} .tally=${this.tally} .heading=${heading}
      @yq-condition=${this.#built} @yq-close=${() => this.#close()}></yongquan-builder>`;
  }

  #renderChip(clause: Clause, place: number): TemplateResult {
    const { conditions } = this.say;
    const words = this.words.filter(clause.filter);
    return html`<li>
      ${place === 0 ? nothing : html`<span class="quiet">${conditions.and}</span>`}
      <span class="chip">
        <button id=${`chip-${clause.id}`} class="words" type="button" data-testid="condition" aria-expanded=${this.building === clause.id ? "true" : "false"}
          title=${conditions.changeNamed(words)} @click=${() => this.#build(clause.id)}>${words}</button>
        <button class="cross" type="button" data-testid="remove-condition" aria-label=${conditions.removeNamed(words)} title=${conditions.removeNamed(words)}
          @click=${() => this.#remove(clause.id)}>×</button>
      </span>
    </li>`;
  }
}

define("yongquan-conditions", Conditions);
