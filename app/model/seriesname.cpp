#include "app/model/seriesname.h"

namespace faultline {

std::string fullName(const SeriesInfo& series)
{
    std::string text = series.name;
    for (std::size_t i = 0; i < series.labels.size(); ++i)
        text += (i == 0 ? "{" : ",") + series.labels[i].first + "=\"" + series.labels[i].second + '"';
    return series.labels.empty() ? text : text + '}';
}

}    // namespace faultline
