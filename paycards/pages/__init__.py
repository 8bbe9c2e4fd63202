"""What the staff face and the customer face share: layout, parts, forms, headers, static files, errors."""
