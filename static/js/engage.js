// Everything works without this file. It only switches on the design system's own behaviour.
import { initAll } from "/nhsuk/nhsuk-frontend.min.js";

initAll();
