/** Asks what shall hang on the notice board, and makes it: only columns that the office allows, cut by its rules. */
import { html } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { WireError } from "../../shared/errors.js";
import type { Field } from "../../shared/schema.js";
import { makeNotice } from "../take/job.js";
import type { Outcome, Place, Wish, Work } from "../take/job.js";
import { TakeDialog } from "./take-dialog.js";
import { define } from "./view.js";

const MAX_TITLE = 60;
const MAX_TEXT = 200;

export class NoticeDialog extends TakeDialog {
  static override properties: PropertyDeclarations = { form: { state: true } };
  declare form: "paper" | "xlsx";

  constructor() {
    super();
    this.form = "paper";
  }

  /** An office without rules is told where they are written. */
  protected override get refusal(): WireError | undefined {
    return this.desk.opened.about.notice === undefined ? { code: "page.no_notice", params: {} } : undefined;
  }

  protected override get offersWhole(): boolean {
    return false;
  }

  protected override choosable(): readonly Field[] {
    const allowed = this.desk.opened.about.notice?.fields ?? [];
    return allowed.flatMap((id) => this.words.field(id) ?? []).filter(({ open }) => open);
  }

  protected override firstColumns(): readonly string[] {
    return this.choosable().map(({ id }) => id);
  }

  protected override noteOf({ id }: Field): string {
    const rule = this.desk.opened.about.notice?.cut[id];
    return rule === undefined ? "" : this.say.take.cutRules[rule];
  }

  protected override titles(): { readonly heading: string; readonly button: string } {
    const { take } = this.say;
    return { heading: take.noticeTitle, button: take.doNotice };
  }

  protected override renderOwn(): TemplateResult {
    const { take } = this.say;
    return html`
      <p class="note">${take.noticeRules}</p>
      <div class="line">
        <label><span class="title">${take.heading}</span><input spellcheck="false" id="title" data-testid="notice-title" maxlength=${MAX_TITLE} autocomplete="off" value=${take.noticeHeading} /></label>
        <label><span class="title">${take.noticeText}</span><input spellcheck="false" id="text" data-testid="notice-text" maxlength=${MAX_TEXT} autocomplete="off" aria-describedby="hint" /></label>
      </div>
      <p class="note" id="hint">${take.noticeHint}</p>
      ${this.renderChoice(take.format, "board", [["paper", take.toPaper], ["xlsx", take.toFile]], this.form, (form) => (this.form = form))}`;
  }

  protected override act(place: Place, wish: Wish, work: Work): Promise<Outcome> {
    const text = (id: string): string => this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
    const title = text("title") === "" ? this.say.take.noticeHeading : text("title");
    return makeNotice(place, wish, { title, text: text("text") }, this.form, work);
  }
}

define("yongquan-notice", NoticeDialog);
