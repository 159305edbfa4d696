/** Asks what shall be printed, and prints it. */
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Field } from "../../shared/schema.js";
import { print } from "../take/job.js";
import type { Outcome, Place, Wish } from "../take/job.js";
import { TakeDialog } from "./take-dialog.js";
import { define } from "./view.js";

export class PrintDialog extends TakeDialog {
  static override properties: PropertyDeclarations = { form: { state: true } };
  declare form: "list" | "cards";

  constructor() {
    super();
    this.form = "list";
  }

  protected override choosable(): readonly Field[] {
    return this.words.schema.fields.filter(({ open }) => open);
  }

  protected override titles(): { readonly heading: string; readonly button: string } {
    const { take } = this.say;
    return { heading: take.printTitle, button: take.doPrint };
  }

  protected override renderOwn(): TemplateResult {
    const { take } = this.say;
    return this.renderChoice(take.form, "form", [["list", take.asList], ["cards", take.asCards]], this.form, (form) => (this.form = form));
  }

  protected override act(place: Place, wish: Wish, signal: AbortSignal): Promise<Outcome> {
    return print(place, wish, this.form, signal);
  }
}

define("yongquan-print", PrintDialog);
