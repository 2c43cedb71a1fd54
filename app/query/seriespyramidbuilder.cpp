#include "app/query/seriespyramidbuilder.h"

#include <cmath>
#include <utility>

namespace faultline {

void SeriesPyramidBuilder::add(const std::vector<Sample>& samples)
{
    const Nanoseconds longest = m_pyramid.m_gaps.step() * samplesOfALeaf;
    for (const Sample& sample : samples) {
        // Many short gaps must not make many leaves, but a long one must not be hidden in a leaf.
        const bool isFarAway = m_open.count != 0 && longest.count() > 0 && sample.time - m_open.last.time > longest;
        if (m_open.count >= samplesOfALeaf || isFarAway)
            close();
        m_open.add(sample, m_pyramid.m_gaps);
    }
}

void SeriesPyramidBuilder::close()
{
    if (m_open.count == 0)
        return;
    m_pyramid.m_count += m_open.count;
    m_leaves.push_back(m_open);
    m_open = {};
    // A gap known at the end of one leaf is one before the next: it is found from either.
    m_open.hasGapBefore = m_leaves.back().hasGapAfter;
}

SeriesPyramid SeriesPyramidBuilder::finish()
{
    close();
    m_leaves.shrink_to_fit();
    if (!m_leaves.empty())
        m_pyramid.m_levels.push_back(std::move(m_leaves));
    m_pyramid.addLevels();
    return std::move(m_pyramid);
}

}    // namespace faultline
