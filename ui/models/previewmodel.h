#pragma once

#include "app/import/importpreview.h"

#include <QAbstractTableModel>

namespace faultline {

class Theme;

/// The lines of a preview.
class PreviewModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Line, Written, Understood, Shown, Becomes, ColumnCount };

    PreviewModel(const Theme& theme, QObject* parent);
    void setRows(std::vector<PreviewRow> rows, const TimeZone& zone);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const PreviewRow& row, int column) const;

    const Theme& m_theme;
    std::vector<PreviewRow> m_rows;
    TimeZone m_zone;
};

}    // namespace faultline
