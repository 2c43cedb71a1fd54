#pragma once

#include "app/import/columnmemory.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QTableWidget;

namespace faultline {

class Theme;

/// The columns of a table as they are read, with examples; a person gives them other roles.
class ColumnTable : public QWidget {
    Q_OBJECT

public:
    ColumnTable(const Theme& theme, QWidget* parent);

    /// `others`: how many other files have these columns in other roles.
    void show(const std::vector<ColumnReading>& columns, const StatedColumns& stated, const std::vector<std::string>& roles, int others);
    int used() const;    ///< columns with a role

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    void changed(const faultline::StatedColumns& stated);
    void wantedForOthers();

private:
    void build();
    void fill();
    void fit();
    QComboBox* roleBox(int column);
    QComboBox* unitBox(int column);
    void takeRole(int column, const QString& role);
    void takeUnit(int column, const QString& unit);

    const Theme& m_theme;
    std::vector<ColumnReading> m_columns;
    StatedColumns m_stated;
    std::vector<std::string> m_roles;
    QTableWidget* m_table = nullptr;
    QPushButton* m_forOthers = nullptr;
};

}    // namespace faultline
