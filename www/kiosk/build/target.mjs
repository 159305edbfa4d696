/** The oldest browser that offices run; see DESIGN.md. */
export const TARGET = "chrome86";
