from . import attachment, quote_approval
