/** Asks what shall be written into a file, and writes it. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Field } from "../../shared/schema.js";
import { exportFile } from "../take/job.js";
import type { Outcome, Place, Wish, Work } from "../take/job.js";
import type { CodeForm } from "../take/tables.js";
import { TakeDialog } from "./take-dialog.js";
import { define } from "./view.js";

export class ExportDialog extends TakeDialog {
  static override properties: PropertyDeclarations = { format: { state: true }, codes: { state: true } };
  declare format: "xlsx" | "csv";
  declare codes: CodeForm;

  constructor() {
    super();
    this.format = "xlsx";
    this.codes = "title";
  }

  protected override choosable(): readonly Field[] {
    return this.words.schema.fields.filter(({ open }) => open);
  }

  protected override titles(): { readonly heading: string; readonly button: string } {
    const { take } = this.say;
    return { heading: take.exportTitle, button: take.doExport };
  }

  protected override renderOwn(): TemplateResult {
    const { take } = this.say;
    return html`
      ${this.renderChoice(take.format, "format", [["xlsx", take.xlsx], ["csv", take.csv]], this.format, (format) => (this.format = format))}
      ${this.format === "csv" ? html`<p class="note" data-testid="csv-note">${take.csvNote}</p>` : nothing}
      ${this.renderChoice(take.codes, "codes", [["title", take.codeTitle], ["code", take.codeOnly], ["both", take.codeBoth]], this.codes, (codes) => (this.codes = codes))}`;
  }

  protected override act(place: Place, wish: Wish, work: Work): Promise<Outcome> {
    return exportFile(place, wish, this.format, this.codes, work);
  }
}

define("yongquan-export", ExportDialog);
