/** Asks what shall be printed, and prints it: the list, or the card of one person. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Card } from "../../shared/people.js";
import type { Field } from "../../shared/schema.js";
import { print } from "../take/job.js";
import type { Outcome, Place, Whose, Wish, Work } from "../take/job.js";
import { leastSheetsOfCards, leastSheetsOfList } from "../take/least-sheets.js";
import { personOf } from "../take/one-card.js";
import { TakeDialog } from "./take-dialog.js";
import { define } from "./view.js";

/** From more sheets than these on it is asked whether it has to be that many: a common tray of paper holds 250. */
const MANY_SHEETS = 250;

export class PrintDialog extends TakeDialog {
  static override properties: PropertyDeclarations = { form: { state: true }, card: { state: true }, withHousehold: { state: true } };
  declare form: "list" | "cards";
  /** The card that is asked about; absent: the list is. */
  declare card: Card | undefined;
  declare withHousehold: boolean;

  constructor() {
    super();
    this.form = "list";
    this.card = undefined;
    this.withHousehold = true;
  }

  /** Asks how a card shall be printed. */
  async openFor(card: Card): Promise<void> {
    if (this.isOpen) return;
    this.card = card;
    this.withHousehold = true;
    await this.open();
  }

  protected override ended(): void {
    super.ended();
    this.card = undefined;
  }

  protected override choosable(): readonly Field[] {
    return this.words.schema.fields.filter(({ open }) => open);
  }

  /** Of a card everything that is on it; with what is not filled in, since the card says that too. */
  protected override firstColumns(): readonly string[] {
    return this.card === undefined ? super.firstColumns() : this.choosable().map(({ id }) => id);
  }

  protected override get foldsColumns(): boolean {
    return this.card !== undefined;
  }

  protected override whose(): Whose {
    const { card } = this;
    if (card === undefined) return super.whose();
    const { asOf } = super.whose();
    // A member of the household who was come to by the card need not be in the list.
    return { filter: null, sort: [], rowIds: [card.row], withHousehold: this.withHousehold && card.household !== undefined, ...(asOf !== undefined && { asOf }) };
  }

  protected override inWords(): { readonly count: number; readonly who: string } {
    const { card } = this;
    if (card === undefined) return super.inWords();
    return { count: 1, who: personOf({ columns: Object.keys(card.cells), rows: [Object.values(card.cells)] }, this.words) };
  }

  protected override titles(): { readonly heading: string; readonly button: string } {
    const { take } = this.say;
    return { heading: this.card === undefined ? take.printTitle : take.printCard, button: take.doPrint };
  }

  protected override renderOwn(): TemplateResult | typeof nothing {
    const { take } = this.say;
    if (this.card === undefined) {
      return html`${this.renderChoice(take.form, "form", [["list", take.asList], ["cards", take.asCards]], this.form, (form) => (this.form = form))} ${this.#renderSheets()}`;
    }
    const { household } = this.card;
    if (household === undefined) return nothing;
    const { household: title } = this.say.card;
    return html`<div class="choices"><label><input type="checkbox" data-testid="with-household" .checked=${this.withHousehold}
      @change=${(event: Event) => (this.withHousehold = (event.target as HTMLInputElement).checked)} /><span>${take.alsoHousehold(title(this.count(household.members.length + household.more)))}</span></label></div>`;
  }

  /** How many sheets that will be at least, and whether it is worth a thought. */
  #renderSheets(): TemplateResult {
    const { take } = this.say;
    const { count } = this.inWords();
    const fields = this.columns.flatMap((id) => this.words.field(id) ?? []);
    const sheets = this.form === "list" ? leastSheetsOfList(count, fields.length) : leastSheetsOfCards(count, fields, this.words);
    return html`<p class="note" data-testid="sheets" data-count=${sheets}>${take.leastSheets(this.count(sheets))}</p>
      ${sheets <= MANY_SHEETS ? nothing : html`<p class="warning" data-testid="many-sheets">${take.manySheets}</p>`}`;
  }

  protected override act(place: Place, wish: Wish, work: Work): Promise<Outcome> {
    return print(place, wish, this.card === undefined ? this.form : "card", work);
  }
}

define("yongquan-print", PrintDialog);
