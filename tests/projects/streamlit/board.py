import pandas as pd
import streamlit as st

st.title("Sales")
frame = pd.read_csv("sales.csv", parse_dates=["month"])
st.line_chart(frame, x="month", y="eur")
st.metric("sum", int(frame.eur.sum()))
