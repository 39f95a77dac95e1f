// Everything a program needs: load, choose exemplars, train, classify, save.
#pragma once

#include "resketch/anomaly.h"
#include "resketch/baseline.h"
#include "resketch/classify.h"
#include "resketch/dataset.h"
#include "resketch/denoise.h"
#include "resketch/error.h"
#include "resketch/exemplars.h"
#include "resketch/experiment.h"
#include "resketch/model.h"
#include "resketch/preprocessing.h"
#include "resketch/progress.h"
#include "resketch/ranks.h"
#include "resketch/self_training.h"
#include "resketch/training.h"
