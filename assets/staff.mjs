// What the staff pages gain from script; each of them works without.
import { Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, createAll } from "govuk-frontend";
import { findAsYouType } from "./find.mjs";
import { refreshRegions } from "./refresh.mjs";
import { leaveOldPages } from "./leave.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink]) createAll(component);
findAsYouType();
refreshRegions();
leaveOldPages();
