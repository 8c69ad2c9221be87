"""Trains when it starts, then predicts."""

from flask import Flask, jsonify, request
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

iris = load_iris()
model = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=50, random_state=1, n_jobs=2)).fit(iris.data, iris.target)
app = Flask(__name__)


@app.post("/predict")
def predict():
    return jsonify([str(iris.target_names[n]) for n in model.predict(request.json)])
