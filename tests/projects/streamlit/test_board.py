from streamlit.testing.v1 import AppTest

board = AppTest.from_file("board.py").run(timeout=60)
print([metric.value for metric in board.metric], [str(error.value) for error in board.exception])
