/** What the page says in English of itself: help, keys, the tour. */
import type { help as inChinese } from "../zh/help.js";

export const help: typeof inChinese = {
  shortcuts: {
    heading: "Keys",
    or: "or",
    does: {
      box: "Back to the question",
      lock: "Lock now",
      keys: "Show these keys (in the empty question box too)",
      help: "Open help",
      "look-around": "In the list, in “Narrow down” and in lists of fields: the one before, the next one",
      far: "In the list: a screen up or down, to its beginning or end",
      card: "In the list: open the card of this person",
      undo: "Undo the last change of the conditions (outside text fields)",
      redo: "Redo what was undone (outside text fields)",
      pick: "Ask; take the one you are on",
      print: "Print the list (once the purpose is given); in a card: print that card",
      back: "Close the card, window, list or menu that is open",
    },
  },
  help: {
    heading: "Help",
    locked: "No register is open. Once you have typed the passphrase, all its fields are listed here as well, and examples can be pressed.",
    tour: "Show the three steps again",
    ask: "Press to ask this",
    typing: {
      heading: "What can be typed",
      intro: "Type conditions into the box. A space or a comma between them means that all must hold. A field goes by its Chinese or English title or its id; a value by its name, another name for it, or its code. Numbers and days are written in digits. A name, its initials in pinyin, an address or the last four digits of a document will do as well. The count comes while you type; press an example to ask it.",
      years: "Ages",
      yearsHelp: "Written in Chinese, as the register has it. The words for “and over” and “and under” include the number; those for “not yet” and “more than” do not. Ages are counted to the day of the data.",
      dates: "How a day is written",
      truth: "Yes and no",
      relations: "How a condition is written",
      relationsHelp: "“not” comes first, then “and”, then “or”; brackets change that.",
      meaning: "Meaning",
      spellings: "Written",
      example: "Example",
      rows: {
        and: "both hold", or: "one of them holds", not: "does not hold", eq: "is", ne: "is not", lt: "less than, before", le: "at most", gt: "more than, after", ge: "at least",
        between: "between, both ends included", in: "is one of these", under: "is a kind of", contains: "contains these characters", starts_with: "begins with these characters", ends_with: "ends with these characters, as the last four of a number", pinyin: "sounds like, or initials", missing: "nothing on record",
        any: "somebody in the household", all: "everybody in the household", count: "at least so many in the household",
      },
      household: "What is asked of the members of a household stands in brackets; the answer is all members of such households.",
    },
    chapters: [
      {
        heading: "How numbers are counted",
        lines: [
          "The largest number is how many people fit. Three more stand beside it: of how many, how many are unknown, how many are not counted.",
          "Somebody is unknown if a field that was asked about has nothing on record, or says “not known”: they neither fit nor do not fit. Those who fit, those who do not and the unknown add up to everybody on the register.",
          "Who has moved away or died is not on the register any longer and not counted; their number stands apart.",
          "The number behind each value under “Narrow down” is how many would remain.",
        ],
      },
      {
        heading: "Lists, printing, exporting",
        lines: [
          "Looking at numbers leaves no record. To see a list, say what for; names, numbers and addresses are masked. Press an eye to see one whole; it is masked again after a minute.",
          "To print or export a list, use the buttons above it; to print the card of one person, use “Print” on the card. The browser's own printing gives a notice and no list. In exported files numbers are kept as text.",
        ],
      },
      {
        heading: "What is written down",
        lines: [
          "Each look at a list or at a whole number, each print and each export goes into the log of this computer before anything is shown: who, when, what for, what was asked, how many people, which snapshot. The log is encrypted, and only the auditor can read it.",
          "The number of the log entry stands on paper and in files. If a part of the log is gone, no people are shown until somebody has confirmed it.",
          "Data, questions and answers stay on this computer and are sent nowhere; once it is locked, the page holds nothing of them.",
        ],
      },
      {
        heading: "Whom to tell",
        lines: [
          "A number is wrong, a record is wrong: tell whoever keeps this register; they correct it and a new snapshot follows.",
          "A forgotten passphrase, an expired snapshot, a signature that does not fit: tell the publisher, and do not look for a way around it.",
          "Somebody looked who should not have, a part of the log is gone, a computer or a stick is lost: tell the auditor and the publisher at once.",
        ],
      },
    ],
    fields: {
      heading: (count) => `All ${count} fields`,
      intro: "Open a group to see which values a field has and how to ask for it. Fields with a lock are not opened by this passphrase.",
      field: "Field",
      kind: "What it holds",
      example: "Example",
      kinds: { text: "text", integer: "whole number", number: "number", boolean: "yes or no", date: "day" },
      codes: (count) => `${count} values`,
    },
  },
  tour: {
    label: "Three steps",
    step: (step, of) => `Step ${step} of ${of}`,
    steps: [
      ["Ask here", "Write conditions as you would say them, then press Enter. The examples below the box can be pressed."],
      ["Look at this number first", "It is how many people fit. Beside it stand of how many, how many are unknown and how many are not counted: the number never stands alone."],
      ["To see people, say what for", "The list comes once you have said why you look; that goes into the log. When you are done, press “Lock” at the top."],
    ],
    next: "Next",
    done: "Got it",
    skip: "Skip (Esc)",
  },
};
