"""Start Odoo's command line from $CCP_ODOO_PATH, the folder that contains the package `odoo`.

A script file instead of `python -m odoo`: Odoo starts its gevent process by calling
`sys.argv[0]` again, and with `-m` the package's own folder would come first on the path.
"""

import ctypes
import os
import signal
import sys

sys.path[0] = os.environ["CCP_ODOO_PATH"]

# A shell without job control starts background processes with Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

if os.environ.pop("CCP_END_WITH_PARENT", None) and sys.platform == "linux":
    # prctl(PR_SET_PDEATHSIG): even a starter that is killed hard leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)

if __name__ == "__main__":
    import odoo.cli

    odoo.cli.main()
