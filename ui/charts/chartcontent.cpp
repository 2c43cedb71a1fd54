#include "ui/charts/chartcontent.h"

namespace faultline {

ChartContent::ChartContent(ChartPlot& plot, QObject* parent) : QObject(parent), m_plot(plot) {}

}    // namespace faultline
