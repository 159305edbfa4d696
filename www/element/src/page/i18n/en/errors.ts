/** What the page says in English when something of the page itself goes wrong. */
import type { errors as inChinese } from "../zh/errors.js";

export const errors: typeof inChinese = {
  page: {
    "page.aborted": ["Cancelled", "Start again if you need it"],
    "page.superseded": ["A newer question took its place", "Look at the newer answer"],
    "page.locked": ["The page is locked", "Enter the passphrase again"],
    "page.worker_died": ["The engine stopped by itself, most likely for want of memory", "Close other pages and enter the passphrase again"],
    "page.engine_failed": ["This browser cannot run the engine ({kind})", "Update the browser, or use a current Chrome or Edge"],
    "page.not_open": ["No snapshot is open", "Choose a snapshot and unlock it first"],
    "page.fetch_failed": ["The file {file} could not be read (status {status})", "Check the network and that the site is complete, then reload"],
    "page.file_failed": ["The chosen file could not be read", "See that the stick is still there and the file was not moved, and choose it again"],
    "page.no_slot": ["The key file is kept apart from the snapshot and was not chosen", "Choose the key file (.age) you were given"],
    "page.masked_field": ["The field {field} is masked, so its values cannot be listed", "Choose another field"],
    "page.charts_failed": ["The part that draws charts could not be read; here is the table", "Check the network and that the site is complete; lock and open again to retry"],
    "page.config_invalid": ["The configuration of the page (config.json) is wrong: {problem}", "Ask the publisher to correct it"],
    "page.config_unreachable": ["The configuration of the page (config.json) could not be read, and there is no copy of it here", "Connect and reload; in a hurry, paste the publisher's key and choose the snapshot file yourself"],
    "page.incomplete": ["This page's file is not complete", "Copy yongquan.html again and compare its checksum"],
    "page.no_purpose": ["No purpose has been chosen yet", "Choose or write down why you are looking"],
    "page.log_no_auditor": ["This snapshot names no auditor, so nothing can be logged: only numbers are shown, no people", "The publisher should write [auditor] into policy.toml and pack again"],
    "page.log_unwritable": ["The log cannot be written on this computer, so no people are shown", "Let this page keep data (no private window), check that the disk is not full, then lock and open again"],
    "page.log_lost": ["A part of the log on this computer is gone (the last mark remembered is {mark}), so no people are shown", "Confirm that you have taken notice, and tell the auditor"],
    "page.own_unkept": ["This browser does not let the page keep saved questions", "Allow the page to keep data (no private window) and make sure that the disk is not full; or export them as a file"],
    "page.own_unreadable": ["The saved questions on this device cannot be opened: they were not saved with your present passphrase, or are damaged", "Discard them and save anew, or import them from a file"],
    "page.questions_malformed": ["{place} in the file is wrong: {expected} is expected", "Nothing was imported. Have the file exported again, or correct this place"],
    "page.questions_version": ["This file of saved questions has version {found}; this page knows {known}", "Nothing was imported. Update the page and import again"],
    "page.questions_many": ["At most {limit} questions are saved", "Delete some before you save or import more"],
    "page.unexpected": ["Something unexpected went wrong ({kind})", "Lock and try again; tell the publisher if it happens again"],
  },
};
