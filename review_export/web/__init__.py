"""The web application: the same records as the command line's, shown to people who signed in.

```
browser → headers (CSP and its like, Host) → router (`routes`, the one table) → gate (who may, CSRF) → page → template
```
Pages are thin: they ask `archive` and `review_export`, and hand what a person decides to the functions that decide.
"""

from review_export.web.application import application
from review_export.web.parts import Parts

__all__ = ["Parts", "application"]
