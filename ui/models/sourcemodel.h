#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/model/record.h"
#include "ui/chartspec.h"

#include <QAbstractItemModel>

#include <map>
#include <set>
#include <vector>

namespace faultline {

class CaseSession;
class Theme;

/// The sources of the case, under each what can be charted of it: measures of its records, its series.
class SourceModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Amount, ColumnCount };
    enum Role { SourceIdRole = Qt::UserRole, IsLineRole };

    SourceModel(CaseSession& session, const Theme& theme, QObject* parent);

    std::optional<std::int64_t> sourceIdAt(const QModelIndex& index) const;
    const LineSpec* lineAt(const QModelIndex& index) const;    ///< nothing for a source
    /// The chart that shows the line, and which of its lines it is.
    std::optional<std::pair<int, int>> chartOf(const LineSpec& line) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

private:
    struct Line {
        LineSpec spec;
        QString title;
    };
    struct Node {
        std::int64_t sourceId = 0;
        QString name;
        QString amount;
        QString about;
        int problems = 0;
        std::vector<Line> lines;
    };
    using Kinds = std::map<std::int64_t, std::set<RecordKind>>;
    void readKinds();
    void rebuild();
    void addMeasures(Node& node, RecordKind kind, bool isShared) const;
    QVariant sourceData(const Node& node, int column, int role) const;
    QVariant lineData(const Line& line, int column, int role) const;
    QVariant chipOf(const LineSpec& line) const;

    CaseSession& m_session;
    const Theme& m_theme;
    Kinds m_kinds;
    std::vector<Node> m_nodes;
};

}    // namespace faultline
